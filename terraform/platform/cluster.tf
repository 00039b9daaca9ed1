# Resources of terraform/cluster, found by name.

data "aws_eks_cluster" "this" {
  name = var.project
}

data "aws_vpc" "this" {
  id = data.aws_eks_cluster.this.vpc_config[0].vpc_id
}

data "aws_elasticache_replication_group" "redis" {
  for_each = var.managed_redis

  replication_group_id = "${var.project}-${each.key}"
}

# With a domain: the one that AWS validated. Without: the self-signed one that scripts/deploy/certificate.sh imported.
data "aws_acm_certificate" "this" {
  domain      = var.domain == "" ? "*.${var.region}.elb.amazonaws.com" : var.domain
  types       = [var.domain == "" ? "IMPORTED" : "AMAZON_ISSUED"]
  statuses    = ["ISSUED"]
  most_recent = true
  tags        = { "live-chat:project" = var.project }
}
