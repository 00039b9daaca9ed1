{{/* Whether there is a Redis; without one, a single relay stores everything in memory. */}}
{{- define "live-chat.hasRedis" -}}
{{- if or .Values.redis.enabled .Values.managedRedis.host }}yes{{ end }}
{{- end }}

{{/* Its URL. Kubernetes inserts the password, so that no object contains it. */}}
{{- define "live-chat.redisUrl" -}}
{{- if .Values.redis.enabled -}}
redis://:$(REDIS_PASSWORD)@{{ .Release.Name }}-redis:6379
{{- else -}}
{{ ternary "rediss" "redis" .Values.managedRedis.tls }}://:$(REDIS_PASSWORD)@{{ .Values.managedRedis.host }}:{{ int .Values.managedRedis.port }}
{{- end }}
{{- end }}
