{{/*
The two processes and their differences besides values: everything else is one template.
  path      what the balancer sends to it
  sticky    whether a browser must stay with one pod
  stateful  whether it talks to Redis and knows secrets
Longer paths come first: the load balancer uses the first that matches.
*/}}
{{- define "live-chat.components" -}}
- {name: backend, path: /socket.io/, sticky: true, stateful: true}
- {name: ui, path: /, sticky: false, stateful: false}
{{- end }}

{{/*
Calls a template for each component with all it may ask for:
  include "live-chat.each" (list $ "live-chat.deployment")
*/}}
{{- define "live-chat.each" -}}
{{- $root := index . 0 }}
{{- $template := index . 1 }}
{{- range include "live-chat.components" $root | fromYamlArray }}
{{- $context := dict "root" $root "component" . "values" (index $root.Values .name) "name" (printf "%s-%s" $root.Release.Name .name) }}
---
{{ include $template $context }}
{{- end }}
{{- end }}
