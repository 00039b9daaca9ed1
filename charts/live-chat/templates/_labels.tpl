{{/* By which a component's pods are found: nothing in here may ever change. */}}
{{- define "live-chat.selector" -}}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component.name }}
{{- end }}

{{/* What every object of the release carries. */}}
{{- define "live-chat.common" -}}
app.kubernetes.io/name: live-chat
app.kubernetes.io/part-of: live-chat
app.kubernetes.io/managed-by: {{ .Release.Service }}
live-chat/environment: {{ .Values.environment }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "live-chat.labels" -}}
{{ include "live-chat.selector" . }}
{{ include "live-chat.common" .root }}
{{- end }}

{{/* The order in which Argo CD applies: configuration (0), Redis (1), services and ingress (2), pods (3). */}}
{{- define "live-chat.wave" -}}
argocd.argoproj.io/sync-wave: {{ . | quote }}
{{- end }}

{{/* One process, as Kubernetes' "restricted" profile wants it, and a little more. */}}
{{- define "live-chat.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "live-chat.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
