mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_api_opens_for_named_addresses_only" {
  variables {
    api_access_cidrs = ["203.0.113.7/32"]
  }
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].public_access_cidrs == toset(["203.0.113.7/32"])
    error_message = "Exactly the named addresses may reach the API."
  }
}
