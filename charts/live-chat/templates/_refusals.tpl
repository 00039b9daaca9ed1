{{/*
Values that are valid alone and cannot work together, one sentence each, beginning with the value
to change. The schema checks values one by one; this checks combinations.
*/}}
{{- define "live-chat.refusals" -}}
{{- include "live-chat.refusals.missing" . }}
{{- include "live-chat.refusals.shutdown" . }}
{{- include "live-chat.refusals.redis" . }}
{{- include "live-chat.refusals.ingress" . }}
{{- range include "live-chat.components" . | fromYamlArray }}
{{- include "live-chat.refusals.component" (dict "name" .name "values" (index $.Values .name)) }}
{{- end }}
{{- end }}

{{- define "live-chat.refusals.missing" -}}
{{- if not .Values.registry }}
- registry is empty, so that no image can be named
{{- end }}
{{- if and .Values.network.policies (not .Values.network.balancerCidr) (or .Values.ingress.enabled .Values.managedRedis.host) }}
- network.balancerCidr is empty while network.policies is on, so that neither the balancer could come in nor a managed Redis be reached
{{- end }}
{{- end }}

{{- define "live-chat.refusals.shutdown" -}}
{{- with .Values.shutdown }}
{{- if le (int .gracePeriodSeconds) (add .preStopSeconds .drainSeconds | int) }}
- shutdown.gracePeriodSeconds ({{ int .gracePeriodSeconds }}) must be more than preStopSeconds and drainSeconds together ({{ add .preStopSeconds .drainSeconds }}), or pods are killed while they drain
{{- end }}
{{- end }}
{{- end }}

{{- define "live-chat.refusals.redis" -}}
{{- if and .Values.redis.enabled .Values.managedRedis.host }}
- managedRedis.host is set while redis.enabled is true: pods can use one Redis only
{{- end }}
{{- if not (include "live-chat.hasRedis" .) }}
{{- $auto := .Values.backend.autoscaling }}
{{- if gt (ternary $auto.maxReplicas .Values.backend.replicas $auto.enabled | int) 1 }}
- redis.enabled is false and managedRedis.host is empty: relays without Redis cannot see each other, so that backend must be one pod (autoscaling.enabled false, replicas 1)
{{- end }}
{{- end }}
{{- with .Values.redis }}
{{- if and .enabled .secret (ne .secret.name $.Values.secret.name) }}
- redis.secret.name ({{ .secret.name }}) differs from secret.name ({{ $.Values.secret.name }}): the relay and Redis would hold different passwords
{{- end }}
{{- if and .enabled .secret (ne .secret.passwordKey $.Values.secret.redisPasswordKey) }}
- redis.secret.passwordKey ({{ .secret.passwordKey }}) differs from secret.redisPasswordKey ({{ $.Values.secret.redisPasswordKey }}): the relay and Redis would hold different passwords
{{- end }}
{{- end }}
{{- end }}

{{- define "live-chat.refusals.ingress" -}}
{{- with .Values.ingress }}
{{- if and .enabled (not .certificateArn) (not .host) }}
- ingress.certificateArn and ingress.host are both empty: HTTPS needs a certificate, by its ARN or to be looked up by the host
{{- end }}
{{- if and .group (not .host) }}
- ingress.host is empty while ingress.group is set: environments that share a balancer are told apart by their host
{{- end }}
{{- if and .group .balancerHost }}
- ingress.balancerHost is set while ingress.group is set: a shared balancer's own name leads to no environment in particular
{{- end }}
{{- if le (int .healthCheck.intervalSeconds) (int .healthCheck.timeoutSeconds) }}
- ingress.healthCheck.timeoutSeconds ({{ int .healthCheck.timeoutSeconds }}) must be less than intervalSeconds ({{ int .healthCheck.intervalSeconds }})
{{- end }}
{{- if gt (mul .healthCheck.intervalSeconds 2) (int $.Values.shutdown.preStopSeconds) }}
- ingress.healthCheck.intervalSeconds ({{ int .healthCheck.intervalSeconds }}) twice is more than shutdown.preStopSeconds ({{ int $.Values.shutdown.preStopSeconds }}): a pod would be gone before the balancer saw that it is not ready
{{- end }}
{{- end }}
{{- end }}

{{/* Settings that the chart derives from its values, or that the image fixes. */}}
{{- define "live-chat.ownSettings" -}}
[LOG_LEVEL, TRUSTED_PROXIES, PUBLIC_HOSTS, MAX_CONNECTIONS, FILE_MAX_BYTES, HSTS_SECONDS, REDIS_URL, NODE_ENV, HOST, PORT, ADMIN_PORT]
{{- end }}

{{- define "live-chat.refusals.component" -}}
{{- $name := .name }}
{{- with .values }}
{{- range $setting := keys .extraEnv | sortAlpha }}
{{- if has $setting (include "live-chat.ownSettings" $ | fromYamlArray) }}
- {{ $name }}.extraEnv sets {{ $setting }}, which the chart sets from a value of its own
{{- else if regexMatch "SECRET|PASSWORD|TOKEN|KEY" $setting }}
- {{ $name }}.extraEnv sets {{ $setting }}, which sounds secret: no object of this chart holds a secret
{{- end }}
{{- end }}
{{- if not .digest }}
- {{ $name }}.digest is empty: scripts/set-image writes it
{{- end }}
{{- if gt (int .autoscaling.minReplicas) (int .autoscaling.maxReplicas) }}
- {{ $name }}.autoscaling.minReplicas ({{ int .autoscaling.minReplicas }}) is more than maxReplicas ({{ int .autoscaling.maxReplicas }})
{{- end }}
{{- $fewest := ternary .autoscaling.minReplicas .replicas .autoscaling.enabled | int }}
{{- if and (gt $fewest 1) (ge (int .maxUnavailable) $fewest) }}
- {{ $name }}.maxUnavailable ({{ int .maxUnavailable }}) is not less than the fewest pods there are ({{ $fewest }}): draining nodes could take all of them at once
{{- end }}
{{- with .resources }}
{{- if gt (int .cpuMillis) (int .cpuLimitMillis) }}
- {{ $name }}.resources.cpuMillis ({{ int .cpuMillis }}) is more than cpuLimitMillis ({{ int .cpuLimitMillis }})
{{- end }}
{{- if gt (int .memoryMiB) (int .memoryLimitMiB) }}
- {{ $name }}.resources.memoryMiB ({{ int .memoryMiB }}) is more than memoryLimitMiB ({{ int .memoryLimitMiB }})
{{- end }}
{{- end }}
{{- end }}
{{- end }}
