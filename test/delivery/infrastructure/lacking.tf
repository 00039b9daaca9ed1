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

# EKS answers without encryptionConfig, upgradePolicy and accessConfig, and of node groups with a remoteAccess that
# nobody asked for and without updateConfig and nodeRepairConfig: a second plan would see changes.
resource "aws_eks_cluster" "this" {
  lifecycle {
    ignore_changes = [vpc_config, encryption_config, upgrade_policy, access_config, bootstrap_self_managed_addons, enabled_cluster_log_types, version]
  }
}

resource "aws_eks_node_group" "zone" {
  lifecycle {
    ignore_changes = [scaling_config[0].desired_size, remote_access, update_config, node_repair_config, launch_template[0].name, version, release_version]
  }
}

# EC2 keeps the template's own tags among those that it is to give.
resource "aws_launch_template" "node" {
  lifecycle {
    ignore_changes = [tag_specifications]
  }
}

# ElastiCache: 'The delete_cache_subnet_group action has not been implemented'.
resource "aws_elasticache_subnet_group" "redis" {
  count = 0
}

# Budgets: a budget is made and never found again; the provider waits for it until it gives up.
resource "aws_budgets_budget" "month" {
  count = 0
}
