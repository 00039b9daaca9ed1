mock_provider "aws" {
  source = "./tests/mocks"
}

run "production_has_a_managed_redis" {
  assert {
    condition     = toset(keys(aws_elasticache_replication_group.redis)) == toset(["production"])
    error_message = "Only the environments asked for have one."
  }
  assert {
    condition     = aws_elasticache_replication_group.redis["production"].engine == "valkey" && aws_elasticache_replication_group.redis["production"].num_cache_clusters == 2
    error_message = "Valkey, with a replica."
  }
  assert {
    condition     = aws_elasticache_replication_group.redis["production"].automatic_failover_enabled && aws_elasticache_replication_group.redis["production"].multi_az_enabled
    error_message = "It must survive a zone."
  }
  assert {
    condition     = aws_elasticache_replication_group.redis["production"].transit_encryption_enabled && aws_elasticache_replication_group.redis["production"].transit_encryption_mode == "required"
    error_message = "TLS must be required."
  }
  assert {
    condition     = aws_elasticache_replication_group.redis["production"].at_rest_encryption_enabled == "true" && aws_elasticache_replication_group.redis["production"].kms_key_id == aws_kms_key.this.arn
    error_message = "It must be encrypted at rest with the deployment's key."
  }
  assert {
    condition     = aws_elasticache_replication_group.redis["production"].auth_token == "Invented9876543210"
    error_message = "It must ask for its environment's own password."
  }
  assert {
    condition     = aws_elasticache_replication_group.redis["production"].snapshot_retention_limit == 0
    error_message = "Mailboxes must not outlive their promise in a backup."
  }
}

run "it_is_reached_from_the_cluster_alone" {
  assert {
    condition     = aws_vpc_security_group_ingress_rule.redis[0].referenced_security_group_id == aws_eks_cluster.this.vpc_config[0].cluster_security_group_id && aws_vpc_security_group_ingress_rule.redis[0].cidr_ipv4 == null
    error_message = "Only the cluster's security group may enter."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.redis[0].from_port == 6379 && aws_vpc_security_group_ingress_rule.redis[0].to_port == 6379
    error_message = "By one port."
  }
  assert {
    condition     = aws_elasticache_subnet_group.redis[0].subnet_ids == toset([for subnet in aws_subnet.database : subnet.id])
    error_message = "It belongs into the subnets without a way out."
  }
  assert {
    condition     = aws_elasticache_replication_group.redis["production"].security_group_ids == toset([aws_security_group.redis[0].id])
    error_message = "The rule is of use only on its group."
  }
}

run "none_when_none_is_asked_for" {
  variables {
    managed_redis = []
  }
  assert {
    condition     = length(aws_elasticache_replication_group.redis) + length(aws_security_group.redis) + length(aws_elasticache_subnet_group.redis) == 0
    error_message = "Nothing may be left to pay for."
  }
}

run "size_is_the_settings" {
  variables {
    managed_redis   = ["staging", "production"]
    redis_node_type = "cache.m7g.large"
    redis_nodes     = 3
  }
  assert {
    condition     = length(aws_elasticache_replication_group.redis) == 2 && alltrue([for group in aws_elasticache_replication_group.redis : group.node_type == "cache.m7g.large" && group.num_cache_clusters == 3])
    error_message = "Type and count are the settings'."
  }
}
