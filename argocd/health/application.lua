-- How healthy an Application is, for the application above it: Argo CD leaves this out since 1.8.
-- Terraform puts it into argocd-cm as resource.customizations.health.argoproj.io_Application.
local health = { status = "Progressing", message = "Waiting for the first health report" }
if obj.status ~= nil and obj.status.health ~= nil and obj.status.health.status ~= nil then
  health.status = obj.status.health.status
  health.message = obj.status.health.message or ""
end
return health
