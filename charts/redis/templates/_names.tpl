{{/* The name of all objects of this chart. */}}
{{- define "redis.name" -}}
{{ .Release.Name }}-redis
{{- end }}

{{/* Selector labels of the pods, which must never change. */}}
{{- define "redis.selector" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: redis
{{- end }}

{{- define "redis.labels" -}}
{{ include "redis.selector" . }}
app.kubernetes.io/name: redis
app.kubernetes.io/part-of: live-chat
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* Which pods may connect. */}}
{{- define "redis.clients" -}}
{{- if .Values.clientLabels -}}
{{ toYaml .Values.clientLabels }}
{{- else -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: backend
{{- end -}}
{{- end }}

{{/* Argo CD applies Redis after configuration and before the pods that need it. */}}
{{- define "redis.wave" -}}
argocd.argoproj.io/sync-wave: "1"
{{- end }}
