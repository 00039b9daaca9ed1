# The defaults of config.sh, as scripts/deploy/settings.sh hands them on (test/delivery/settings.test.ts compares).
account_id         = "123456789012"
admin_role_arns    = []
api_access_cidrs   = []
budget_email       = ""
budget_usd         = 0
dns_zone           = ""
domain             = ""
environments       = ["staging", "production"]
kubernetes_version = "1.35"
log_retention_days = 30
managed_redis      = ["production"]
nat_per_zone       = false
node_capacity      = "ON_DEMAND"
node_disk_gib      = 30
node_types         = ["t4g.medium"]
nodes_per_zone_max = 3
nodes_per_zone_min = 1
project            = "live-chat"
redis_node_type    = "cache.t4g.micro"
redis_nodes        = 2
region             = "eu-west-1"
vpc_cidr           = "10.20.0.0/16"

# Invented, for the tests.
redis_passwords = { staging = "Invented0123456789", production = "Invented9876543210" }
