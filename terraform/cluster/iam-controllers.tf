# A role per controller, which Pod Identity gives to its service account. They are in this root so that they outlive the
# controllers: a controller that loses its role first leaves load balancers and volumes behind.

locals {
  # Controllers with a policy of AWS's own.
  managed_policies = {
    vpc-cni = "arn:${local.partition}:iam::aws:policy/AmazonEKS_CNI_Policy"
    ebs-csi = "arn:${local.partition}:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
  }

  # Controllers that terraform/platform installs: where their pods run, and what they may do.
  controllers = merge(
    {
      load-balancer-controller = {
        namespace       = "kube-system"
        service_account = "aws-load-balancer-controller"
        statements      = local.load_balancer_controller_statements
      }
      cluster-autoscaler = {
        namespace       = "kube-system"
        service_account = "cluster-autoscaler"
        statements      = local.cluster_autoscaler_statements
      }
    },
    var.domain == "" ? {} : {
      external-dns = {
        namespace       = "external-dns"
        service_account = "external-dns"
        statements      = local.external_dns_statements
      }
    },
  )
}

resource "aws_iam_role" "controller" {
  for_each = setunion(keys(local.managed_policies), keys(local.controllers))

  name                 = "${var.project}-${each.value}"
  description          = "${each.value} of ${var.project}"
  permissions_boundary = local.boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      # Pods of this cluster and of no other in the account.
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
        ArnEquals    = { "aws:SourceArn" = "arn:${local.partition}:eks:${var.region}:${var.account_id}:cluster/${var.project}" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "controller" {
  for_each = local.controllers

  name   = each.key
  role   = aws_iam_role.controller[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}

resource "aws_iam_role_policy_attachment" "vpc_cni" {
  role       = aws_iam_role.controller["vpc-cni"].name
  policy_arn = local.managed_policies["vpc-cni"]
}

resource "aws_iam_role_policy_attachment" "ebs_csi" {
  role       = aws_iam_role.controller["ebs-csi"].name
  policy_arn = local.managed_policies["ebs-csi"]
}

resource "aws_eks_pod_identity_association" "controller" {
  for_each = local.controllers

  cluster_name    = aws_eks_cluster.this.name
  namespace       = each.value.namespace
  service_account = each.value.service_account
  role_arn        = aws_iam_role.controller[each.key].arn
}
