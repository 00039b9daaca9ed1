# Why not Karpenter: docs/adr/0030-cluster-autoscaler.md.
resource "helm_release" "cluster_autoscaler" {
  name       = "cluster-autoscaler"
  namespace  = "kube-system"
  repository = "https://kubernetes.github.io/autoscaler"
  chart      = "cluster-autoscaler"
  version    = "9.59.0"

  wait    = true
  timeout = 600

  values = [yamlencode({
    # Short, so that the service account has the name to which the role belongs.
    fullnameOverride = "cluster-autoscaler"
    autoDiscovery    = { clusterName = var.project }
    awsRegion        = var.region
    rbac             = { serviceAccount = { create = true, name = "cluster-autoscaler" } }
    extraArgs = {
      # A group per zone: keep them balanced.
      balance-similar-node-groups   = true
      expander                      = "least-waste"
      skip-nodes-with-system-pods   = false
      skip-nodes-with-local-storage = false
    }
    resources = { requests = { cpu = "50m", memory = "128Mi" }, limits = { memory = "512Mi" } }
    securityContext = {
      runAsNonRoot   = true
      runAsUser      = 65534
      seccompProfile = { type = "RuntimeDefault" }
    }
    containerSecurityContext = {
      allowPrivilegeEscalation = false
      readOnlyRootFilesystem   = true
      capabilities             = { drop = ["ALL"] }
    }
  })]

  depends_on = [helm_release.load_balancer_controller]
}
