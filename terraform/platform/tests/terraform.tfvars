# The defaults of config.sh, as scripts/deploy/settings.sh hands them on (test/delivery/settings.test.ts compares).
account_id         = "123456789012"
argocd_ha          = true
dns_zone           = ""
domain             = ""
environments       = ["staging", "production"]
managed_redis      = ["production"]
project            = "live-chat"
region             = "eu-west-1"
repository         = "you/live-chat"
repository_private = false
revision           = "main"

# Invented, for the tests.
live_chat_secret = "an-invented-secret-of-a-test-0123456789"
redis_passwords  = { staging = "Invented0123456789", production = "Invented9876543210" }
repository_token = ""
secrets_revision = 1
