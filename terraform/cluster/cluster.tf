locals {
  control_plane_log = "/aws/eks/${var.project}/cluster"
}

# Created before the cluster: EKS would create it without retention and without the key. EKS also creates it again during its
# deletion, after Terraform has removed it; destroy.sh looks for it last.
resource "aws_cloudwatch_log_group" "control_plane" {
  # checkov:skip=CKV_AWS_338:How long is the operator's choice (LOG_RETENTION_DAYS); a private chat keeps little.
  name              = local.control_plane_log
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}

resource "aws_eks_cluster" "this" {
  # checkov:skip=CKV_AWS_39:Closed unless API_ACCESS_CIDRS names somebody; never open to everyone.
  name     = var.project
  role_arn = aws_iam_role.cluster.arn
  version  = var.kubernetes_version

  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
  # The add-ons are declared in addons.tf; nobody would manage add-ons that EKS installs on its own.
  bootstrap_self_managed_addons = false

  vpc_config {
    subnet_ids              = [for subnet in aws_subnet.private : subnet.id]
    endpoint_private_access = true
    # EKS treats an empty list as everyone, so without a list the public endpoint is off.
    endpoint_public_access = length(var.api_access_cidrs) > 0
    public_access_cidrs    = length(var.api_access_cidrs) > 0 ? var.api_access_cidrs : null
  }

  access_config {
    authentication_mode = "API"
    # Otherwise the creator of the cluster would be an administrator whom no file names.
    bootstrap_cluster_creator_admin_permissions = false
  }

  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = aws_kms_key.this.arn
    }
  }

  # When it ends, AWS upgrades the cluster instead of charging six times as much.
  upgrade_policy {
    support_type = "STANDARD"
  }

  lifecycle {
    # scripts/api-access.sh opens the endpoint for one address and closes it; a plan must not see that.
    ignore_changes = [vpc_config[0].endpoint_public_access, vpc_config[0].public_access_cidrs]
  }

  depends_on = [
    aws_cloudwatch_log_group.control_plane,
    aws_iam_role_policy_attachment.cluster,
  ]
}

# Who may access the cluster. These exist as long as the cluster, so that everything inside it can be deleted while they are still
# valid.
resource "aws_eks_access_entry" "admin" {
  for_each = setunion(var.admin_role_arns, [local.deployment_role])

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.value
}

resource "aws_eks_access_policy_association" "admin" {
  for_each = aws_eks_access_entry.admin

  cluster_name  = each.value.cluster_name
  principal_arn = each.value.principal_arn
  policy_arn    = "arn:${local.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}
