resource "kubernetes_namespace_v1" "external_dns" {
  count = var.domain == "" ? 0 : 1

  metadata {
    name   = "external-dns"
    labels = { "pod-security.kubernetes.io/enforce" = "restricted" }
  }
}

resource "helm_release" "external_dns" {
  count = var.domain == "" ? 0 : 1

  name       = "external-dns"
  namespace  = kubernetes_namespace_v1.external_dns[0].metadata[0].name
  repository = "https://kubernetes-sigs.github.io/external-dns/"
  chart      = "external-dns"
  version    = "1.21.1"

  wait    = true
  timeout = 600

  values = [yamlencode({
    provider       = { name = "aws" }
    sources        = ["ingress"]
    domainFilters  = [var.dns_zone]
    serviceAccount = { create = true, name = "external-dns" }
    # It deletes only what it created, on which destroy.sh relies.
    policy     = "sync"
    registry   = "txt"
    txtOwnerId = var.project
    env        = [{ name = "AWS_DEFAULT_REGION", value = var.region }]
  })]

  depends_on = [helm_release.load_balancer_controller]
}
