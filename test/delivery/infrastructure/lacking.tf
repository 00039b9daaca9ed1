# What moto 5.2 lacks of terraform/cluster, left out of the rehearsal by this override; the root is not touched.
# How each is covered instead: terraform/cluster/tests (mocked and real schema), and the fakes beside this file.

# EKS: DescribeAddonVersions, CreateAddon: 404, no such address.
data "aws_eks_addon_version" "recommended" {
  for_each = {}
}

resource "aws_eks_addon" "before_nodes" {
  for_each = {}
}

resource "aws_eks_addon" "after_nodes" {
  for_each = {}
}

# EKS: CreateAccessEntry: 404, no such address.
resource "aws_eks_access_entry" "admin" {
  for_each = {}
}

# EKS: CreatePodIdentityAssociation: 404, no such address.
resource "aws_eks_pod_identity_association" "controller" {
  for_each = {}
}

# ElastiCache: 'The create_cache_parameter_group action has not been implemented'.
resource "aws_elasticache_parameter_group" "redis" {
  for_each = {}
}

# ElastiCache: a replication group without its clusters: 'CacheClusterNotFound' when it is read.
resource "aws_elasticache_replication_group" "redis" {
  for_each = {}
}

# EC2: 'InvalidGroup.NotFound', as its EKS makes no security group for a cluster.
resource "aws_vpc_security_group_ingress_rule" "redis" {
  count = 0
}
