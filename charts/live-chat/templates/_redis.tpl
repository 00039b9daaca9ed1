{{/* Whether there is a Redis at all; without one a single relay keeps everything in memory. */}}
{{- define "live-chat.hasRedis" -}}
{{- if or .Values.redis.enabled .Values.managedRedis.host }}yes{{ end }}
{{- end }}

{{/* Its address. Kubernetes puts the password in its place, so that no object holds it. */}}
{{- define "live-chat.redisUrl" -}}
{{- if .Values.redis.enabled -}}
redis://:$(REDIS_PASSWORD)@{{ .Release.Name }}-redis:6379
{{- else -}}
{{ ternary "rediss" "redis" .Values.managedRedis.tls }}://:$(REDIS_PASSWORD)@{{ .Values.managedRedis.host }}:{{ int .Values.managedRedis.port }}
{{- end }}
{{- end }}
