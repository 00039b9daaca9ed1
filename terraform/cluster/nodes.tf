# One group per zone: a volume is in one zone, and only this way can the autoscaler add the node that it needs.

resource "aws_launch_template" "node" {
  name        = "${var.project}-node"
  description = "Nodes of ${var.project}"

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size           = var.node_disk_gib
      volume_type           = "gp3"
      encrypted             = true
      delete_on_termination = true
    }
  }

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
    # One hop: pods cannot reach the node's role. Controllers get region and VPC as arguments instead.
    http_put_response_hop_limit = 1
  }

  dynamic "tag_specifications" {
    for_each = ["instance", "volume", "network-interface"]
    content {
      resource_type = tag_specifications.value
      # default_tags do not apply to what the group creates from this template.
      tags = merge(local.tags, { Name = "${var.project}-node" })
    }
  }
}

resource "aws_eks_node_group" "zone" {
  for_each = aws_subnet.private

  cluster_name    = aws_eks_cluster.this.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [each.value.id]
  version         = var.kubernetes_version

  ami_type       = local.node_architecture == "arm64" ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD"
  capacity_type  = var.node_capacity
  instance_types = var.node_types

  launch_template {
    id      = aws_launch_template.node.id
    version = aws_launch_template.node.latest_version
  }

  scaling_config {
    min_size     = var.nodes_per_zone_min
    max_size     = var.nodes_per_zone_max
    desired_size = var.nodes_per_zone_min
  }

  update_config {
    max_unavailable = 1
  }

  node_repair_config {
    enabled = true
  }

  lifecycle {
    # The autoscaler sets it.
    ignore_changes = [scaling_config[0].desired_size]
  }

  # Without a network plug-in a node never becomes ready, and the group fails.
  depends_on = [
    aws_eks_addon.before_nodes,
    aws_iam_role_policy_attachment.node,
    aws_route.private_nat,
  ]
}
