locals {
  # Add-ons that a node needs to become ready.
  addons_before_nodes = {
    vpc-cni = {
      role            = aws_iam_role.controller["vpc-cni"].arn
      service_account = "aws-node"
      # Without it NetworkPolicies are accepted and not enforced.
      configuration = { enableNetworkPolicy = "true" }
    }
    kube-proxy             = { role = null, service_account = null, configuration = {} }
    eks-pod-identity-agent = { role = null, service_account = null, configuration = {} }
  }

  # Add-ons that need a node to run on.
  addons_after_nodes = {
    coredns        = { role = null, service_account = null, configuration = {} }
    metrics-server = { role = null, service_account = null, configuration = {} }
    aws-ebs-csi-driver = {
      role            = aws_iam_role.controller["ebs-csi"].arn
      service_account = "ebs-csi-controller-sa"
      # So that destroy.sh finds the volumes.
      configuration = { controller = { extraVolumeTags = { "live-chat:project" = var.project } } }
    }
  }
}

# The version that AWS recommends for this Kubernetes version, known at plan time.
data "aws_eks_addon_version" "recommended" {
  for_each = setunion(keys(local.addons_before_nodes), keys(local.addons_after_nodes))

  addon_name         = each.value
  kubernetes_version = var.kubernetes_version
}

resource "aws_eks_addon" "before_nodes" {
  for_each = local.addons_before_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = data.aws_eks_addon_version.recommended[each.key].version
  configuration_values        = length(each.value.configuration) > 0 ? jsonencode(each.value.configuration) : null
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  dynamic "pod_identity_association" {
    for_each = each.value.role == null ? [] : [each.value]
    content {
      role_arn        = pod_identity_association.value.role
      service_account = pod_identity_association.value.service_account
    }
  }

  depends_on = [aws_iam_role_policy_attachment.vpc_cni]
}

resource "aws_eks_addon" "after_nodes" {
  for_each = local.addons_after_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = data.aws_eks_addon_version.recommended[each.key].version
  configuration_values        = length(each.value.configuration) > 0 ? jsonencode(each.value.configuration) : null
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  dynamic "pod_identity_association" {
    for_each = each.value.role == null ? [] : [each.value]
    content {
      role_arn        = pod_identity_association.value.role
      service_account = pod_identity_association.value.service_account
    }
  }

  depends_on = [aws_eks_node_group.zone, aws_iam_role_policy_attachment.ebs_csi]
}
