mock_provider "aws" {
  source = "./tests/mocks"
}

run "a_group_per_zone_in_private_subnets" {
  assert {
    condition     = toset(keys(aws_eks_node_group.zone)) == toset(["eu-west-1a", "eu-west-1b", "eu-west-1c"])
    error_message = "One group for each of three zones."
  }
  assert {
    condition     = alltrue([for zone, group in aws_eks_node_group.zone : group.subnet_ids == toset([aws_subnet.private[zone].id])])
    error_message = "Nodes belong into the private subnet of their zone."
  }
}

run "sizes_are_the_settings" {
  variables {
    nodes_per_zone_min = 2
    nodes_per_zone_max = 5
    node_disk_gib      = 44
    node_capacity      = "SPOT"
  }
  assert {
    condition     = alltrue([for group in aws_eks_node_group.zone : group.scaling_config[0].min_size == 2 && group.scaling_config[0].max_size == 5])
    error_message = "The bounds are the settings'."
  }
  assert {
    condition     = alltrue([for group in aws_eks_node_group.zone : group.capacity_type == "SPOT" && group.version == "1.35"])
    error_message = "Capacity and version are the settings'."
  }
  assert {
    condition     = aws_launch_template.node.block_device_mappings[0].ebs[0].volume_size == 44
    error_message = "The disk is the setting's."
  }
}

run "arm_by_default" {
  assert {
    condition     = alltrue([for group in aws_eks_node_group.zone : group.ami_type == "AL2023_ARM_64_STANDARD"])
    error_message = "t4g is arm64."
  }
}

run "amd_when_asked" {
  variables {
    node_types = ["m7i.large", "m6i.large"]
  }
  assert {
    condition     = alltrue([for group in aws_eks_node_group.zone : group.ami_type == "AL2023_x86_64_STANDARD" && group.instance_types == tolist(["m7i.large", "m6i.large"])])
    error_message = "m7i is amd64."
  }
}

run "nodes_keep_their_role_to_themselves" {
  assert {
    condition     = aws_launch_template.node.metadata_options[0].http_tokens == "required" && aws_launch_template.node.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Pods must not reach the node's credentials."
  }
  assert {
    condition     = aws_launch_template.node.block_device_mappings[0].ebs[0].encrypted == "true"
    error_message = "Disks must be encrypted."
  }
  assert {
    condition     = aws_launch_template.node.block_device_mappings[0].ebs[0].delete_on_termination == "true"
    error_message = "A node's disk goes with it."
  }
  assert {
    condition     = toset([for tags in aws_launch_template.node.tag_specifications : tags.resource_type]) == toset(["instance", "network-interface", "volume"]) && alltrue([for tags in aws_launch_template.node.tag_specifications : tags.tags["live-chat:project"] == "live-chat"])
    error_message = "What a group makes must be found by tag."
  }
  assert {
    condition     = alltrue([for group in aws_eks_node_group.zone : group.update_config[0].max_unavailable == 1 && group.node_repair_config[0].enabled])
    error_message = "One node at a time is replaced, and unhealthy ones automatically."
  }
}
