# The real provider with invented credentials: a plan checks real schemas and validators without any account.
# Run: terraform test -test-directory=tests/real -var-file=tests/terraform.tfvars

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "invented"
  secret_key                  = "invented"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true

  default_tags {
    tags = {
      "live-chat:project" = "live-chat"
      "live-chat:root"    = "cluster"
    }
  }
}

override_data {
  target = data.aws_availability_zones.available
  values = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
}

override_data {
  target = data.aws_eks_addon_version.recommended
  values = { version = "v1.0.0-eksbuild.1" }
}

override_data {
  target = data.aws_route53_zone.this
  values = { zone_id = "Z1", arn = "arn:aws:route53:::hostedzone/Z1" }
}

run "defaults" {
  command = plan
}

run "everything" {
  command = plan
  variables {
    domain           = "chat.example.com"
    dns_zone         = "example.com"
    nat_per_zone     = true
    api_access_cidrs = ["203.0.113.7/32"]
    admin_role_arns  = ["arn:aws:iam::123456789012:role/ann"]
    budget_usd       = 300
    budget_email     = "ann@example.com"
  }
}
