# The real Kubernetes provider, which plans new objects without a cluster. Helm's would download charts, so it is mocked.
# Run: terraform test -test-directory=tests/real -var-file=tests/terraform.tfvars

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "invented"
  secret_key                  = "invented"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}

mock_provider "helm" {}

override_data {
  target = data.aws_eks_cluster.this
  values = {
    endpoint              = "https://cluster.invalid"
    certificate_authority = [{ data = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJmVENDQVNPZ0F3SUJBZ0lVY0lza1FadFE0UHNpS0FhK25OTTV0RE12WVpNd0NnWUlLb1pJemowRUF3SXcKRXpFUk1BOEdBMVVFQXd3SWFXNTJaVzUwWldRd0lCY05Nall4TVRJME1qRXdNelF6V2hnUE1qRXlOakV3TXpFeQpNVEF6TkROYU1CTXhFVEFQQmdOVkJBTU1DR2x1ZG1WdWRHVmtNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBECkFRY0RRZ0FFSWl4TE1nM1p5eGNpTHMvcU9nRUFjSmlZZmZNMExOZyt2Z1J3WmNMSUFzVHJ5Y2RoRXQ5Z3FHOHYKTC9reFBOaXhIaTErT1ZyWUZyOGtwa09oZEVpd09xTlRNRkV3SFFZRFZSME9CQllFRkFXajBFL0djMEMyNElyVwpJQWNCV1lHcGRLMDBNQjhHQTFVZEl3UVlNQmFBRkFXajBFL0djMEMyNElyV0lBY0JXWUdwZEswME1BOEdBMVVkCkV3RUIvd1FGTUFNQkFmOHdDZ1lJS29aSXpqMEVBd0lEU0FBd1JRSWhBT1FEOEhxOVliMXVVTG1YU3IxTzRNMEEKL1dYeWdCOW82UlZkckxrWi8xaFFBaUFEeHF0cHhnOHg0SGlZL0IxWGg5SlFVZ2J5bDdSY3pUbWJCM2JIbUlmYgpPZz09Ci0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K" }]
    vpc_config            = [{ vpc_id = "vpc-1" }]
  }
}

override_data {
  target = data.aws_vpc.this
  values = { id = "vpc-1", cidr_block = "10.20.0.0/16" }
}

override_data {
  target = data.aws_elasticache_replication_group.redis
  values = { primary_endpoint_address = "master.example.cache.amazonaws.com" }
}

override_data {
  target = data.aws_acm_certificate.this
  values = { arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1" }
}

run "defaults" {
  command = plan
}

run "everything" {
  command = plan
  variables {
    domain             = "chat.example.com"
    dns_zone           = "example.com"
    repository_private = true
    repository_token   = "an-invented-token"
  }
}
