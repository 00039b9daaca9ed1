{{/* Selector labels of a component's pods, which must never change. */}}
{{- define "live-chat.selector" -}}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component.name }}
{{- end }}

{{/* Labels of every object of the release. */}}
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

{{/* The security context of a container, as Kubernetes's "restricted" profile requires, and slightly stricter. */}}
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
