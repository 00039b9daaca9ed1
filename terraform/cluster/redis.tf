# Two nodes or more in different zones, automatic failover, TLS, a password, access only from the cluster.

resource "aws_elasticache_subnet_group" "redis" {
  count = length(var.managed_redis) > 0 ? 1 : 0

  name        = "${var.project}-redis"
  description = "Database subnets of ${var.project}"
  subnet_ids  = [for subnet in aws_subnet.database : subnet.id]
}

resource "aws_security_group" "redis" {
  count = length(var.managed_redis) > 0 ? 1 : 0

  name        = "${var.project}-redis"
  description = "Redis of ${var.project}: reached from the cluster alone"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.project}-redis" }
}

resource "aws_vpc_security_group_ingress_rule" "redis" {
  count = length(var.managed_redis) > 0 ? 1 : 0

  security_group_id            = aws_security_group.redis[0].id
  description                  = "Pods and nodes of the cluster"
  referenced_security_group_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

resource "aws_elasticache_parameter_group" "redis" {
  for_each = var.managed_redis

  name        = "${var.project}-${each.key}"
  family      = "valkey8"
  description = "When full it refuses; senders then keep what they wrote"

  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

resource "aws_elasticache_replication_group" "redis" {
  for_each = var.managed_redis

  replication_group_id = "${var.project}-${each.key}"
  description          = "Redis of ${var.project}, ${each.key}"
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = var.redis_node_type
  num_cache_clusters   = var.redis_nodes
  port                 = 6379
  parameter_group_name = aws_elasticache_parameter_group.redis[each.key].name
  subnet_group_name    = aws_elasticache_subnet_group.redis[0].name
  security_group_ids   = [aws_security_group.redis[0].id]

  automatic_failover_enabled = true
  multi_az_enabled           = true

  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.this.arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  # ElastiCache has no write-only argument for it: this is the only secret in the encrypted state.
  auth_token = var.redis_passwords[each.key]
  # The old password is valid until pods have the new one.
  auth_token_update_strategy = "ROTATE"

  # Mailboxes expire after 72 hours and senders keep what was not received, so a backup would only store more than we promise.
  snapshot_retention_limit = 0
  apply_immediately        = true
}
