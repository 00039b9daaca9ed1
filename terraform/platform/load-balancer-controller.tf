# Terraform owns it, not Argo CD: its webhook's certificate is new at every render, so that Argo CD would
# never be done, and it must outlive every Ingress.
resource "helm_release" "load_balancer_controller" {
  name       = "aws-load-balancer-controller"
  namespace  = "kube-system"
  repository = "https://aws.github.io/eks-charts"
  chart      = "aws-load-balancer-controller"
  version    = "3.5.0"

  # While its pods are not ready, its webhook refuses what others create.
  wait    = true
  timeout = 600

  values = [yamlencode({
    clusterName = var.project
    # Pods cannot ask the node for these (one metadata hop).
    region = var.region
    vpcId  = data.aws_vpc.this.id

    replicaCount   = 2
    serviceAccount = { create = true, name = "aws-load-balancer-controller" }
    # Its role has no rights to them.
    enableShield = false
    enableWaf    = false
    enableWafv2  = false
    # It would stand between the cluster and every Service of anyone.
    enableServiceMutatorWebhook = false
    # destroy.sh finds what it made, also when no cluster is left to ask.
    defaultTags = { "live-chat:project" = var.project }
  })]
}
