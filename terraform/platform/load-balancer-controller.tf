# Terraform owns it, not Argo CD: its webhook's certificate is new at every render, so Argo CD would never be in sync, and it must
# outlive every Ingress.
resource "helm_release" "load_balancer_controller" {
  name       = "aws-load-balancer-controller"
  namespace  = "kube-system"
  repository = "https://aws.github.io/eks-charts"
  chart      = "aws-load-balancer-controller"
  version    = "3.5.0"

  # While its pods are not ready, its webhook rejects what others create.
  wait    = true
  timeout = 600

  values = [yamlencode({
    clusterName = var.project
    # Pods cannot get these from the node (one metadata hop).
    region = var.region
    vpcId  = data.aws_vpc.this.id

    replicaCount   = 2
    serviceAccount = { create = true, name = "aws-load-balancer-controller" }
    # Its role has no permissions for them.
    enableShield = false
    enableWaf    = false
    enableWafv2  = false
    # It would intercept every Service in the cluster.
    enableServiceMutatorWebhook = false
    # destroy.sh finds what it created, even when the cluster no longer exists.
    defaultTags = { "live-chat:project" = var.project }
  })]
}
