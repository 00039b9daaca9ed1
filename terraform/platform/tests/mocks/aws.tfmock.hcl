# AWS responses about resources of terraform/cluster.

mock_data "aws_eks_cluster" {
  defaults = {
    endpoint              = "https://cluster.example"
    certificate_authority = [{ data = "Y2VydGlmaWNhdGU=" }]
    vpc_config            = [{ vpc_id = "vpc-1" }]
  }
}

mock_data "aws_vpc" {
  defaults = { id = "vpc-1", cidr_block = "10.20.0.0/16" }
}

mock_data "aws_elasticache_replication_group" {
  defaults = { primary_endpoint_address = "master.live-chat-production.example.cache.amazonaws.com" }
}

mock_data "aws_acm_certificate" {
  defaults = { arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1" }
}
