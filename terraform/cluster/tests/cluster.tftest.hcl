mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_api_starts_closed" {
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "Nodes reach the API inside the VPC."
  }
  assert {
    condition     = !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "Without CIDRs there is no public endpoint."
  }
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].subnet_ids == toset([for subnet in aws_subnet.private : subnet.id])
    error_message = "The control plane's interfaces belong into the private subnets."
  }
}

run "a_plan_does_not_see_who_opened_it" {
  variables {
    api_access_cidrs = ["203.0.113.7/32"]
  }
  assert {
    condition     = !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "What scripts/api-access.sh does must survive the next apply."
  }
}

run "only_named_roles_enter" {
  variables {
    admin_role_arns = ["arn:aws:iam::123456789012:role/ann"]
  }
  assert {
    condition     = aws_eks_cluster.this.access_config[0].authentication_mode == "API"
    error_message = "Access is by access entries."
  }
  assert {
    condition     = !aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions
    error_message = "The creator must not be an administrator whom no file names."
  }
  assert {
    condition     = toset(keys(aws_eks_access_entry.admin)) == toset(["arn:aws:iam::123456789012:role/ann", "arn:aws:iam::123456789012:role/live-chat-apply"])
    error_message = "The deployment role and the named people, nobody else."
  }
  assert {
    condition     = alltrue([for association in aws_eks_access_policy_association.admin : endswith(association.policy_arn, "/AmazonEKSClusterAdminPolicy") && association.access_scope[0].type == "cluster"])
    error_message = "An entry without a policy lets nobody do anything."
  }
}

run "what_rests_is_encrypted" {
  assert {
    condition     = aws_eks_cluster.this.encryption_config[0].resources == toset(["secrets"]) && aws_eks_cluster.this.encryption_config[0].provider[0].key_arn == aws_kms_key.this.arn
    error_message = "Kubernetes' secrets must be encrypted with the deployment's key."
  }
  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key must rotate."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Principal != "*"])
    error_message = "The key must be nobody else's."
  }
  assert {
    condition     = aws_cloudwatch_log_group.control_plane.kms_key_id == aws_kms_key.this.arn
    error_message = "Logs must be encrypted with the deployment's key."
  }
}

run "the_control_plane_is_logged_and_supported" {
  variables {
    log_retention_days = 14
  }
  assert {
    condition     = aws_eks_cluster.this.enabled_cluster_log_types == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "All logs of the control plane must be kept."
  }
  assert {
    condition     = aws_cloudwatch_log_group.control_plane.name == "/aws/eks/live-chat/cluster" && aws_cloudwatch_log_group.control_plane.retention_in_days == 14
    error_message = "They go where EKS writes them, and for as long as was asked."
  }
  assert {
    condition     = aws_eks_cluster.this.upgrade_policy[0].support_type == "STANDARD"
    error_message = "Extended support costs six times as much."
  }
  assert {
    condition     = aws_eks_cluster.this.version == "1.35"
    error_message = "The version is the setting's."
  }
  assert {
    condition     = !aws_eks_cluster.this.bootstrap_self_managed_addons
    error_message = "Add-ons are declared, not left behind by EKS."
  }
}

run "add_ons" {
  assert {
    condition     = toset(keys(aws_eks_addon.before_nodes)) == toset(["eks-pod-identity-agent", "kube-proxy", "vpc-cni"])
    error_message = "A node needs these three to become ready."
  }
  assert {
    condition     = toset(keys(aws_eks_addon.after_nodes)) == toset(["aws-ebs-csi-driver", "coredns", "metrics-server"])
    error_message = "Names, metrics and volumes."
  }
  assert {
    condition     = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).enableNetworkPolicy == "true"
    error_message = "Without it NetworkPolicies are not enforced."
  }
  assert {
    condition     = jsondecode(aws_eks_addon.after_nodes["aws-ebs-csi-driver"].configuration_values).controller.extraVolumeTags["live-chat:project"] == "live-chat"
    error_message = "destroy.sh finds volumes by their tag."
  }
  assert {
    condition     = one(aws_eks_addon.before_nodes["vpc-cni"].pod_identity_association).service_account == "aws-node" && one(aws_eks_addon.after_nodes["aws-ebs-csi-driver"].pod_identity_association).service_account == "ebs-csi-controller-sa"
    error_message = "Their rights come by Pod Identity."
  }
  assert {
    condition     = alltrue([for addon in merge(aws_eks_addon.before_nodes, aws_eks_addon.after_nodes) : addon.addon_version == "v1.0.0-eksbuild.1"])
    error_message = "The version is known at plan time."
  }
}
