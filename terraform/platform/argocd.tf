resource "kubernetes_namespace_v1" "argocd" {
  metadata {
    name   = "argocd"
    labels = { "pod-security.kubernetes.io/enforce" = "baseline" }
  }
}

# No Ingress and no load balancer: people reach it through a forwarded port (docs/cluster.md).
resource "helm_release" "argocd" {
  name       = "argocd"
  namespace  = kubernetes_namespace_v1.argocd.metadata[0].name
  repository = "https://argoproj.github.io/argo-helm"
  chart      = "argo-cd"
  version    = "10.1.1"

  wait    = true
  timeout = 900

  values = [yamlencode({
    # Only the parts of the chart that are used.
    dex           = { enabled = false }
    notifications = { enabled = false }

    redis-ha       = { enabled = var.argocd_ha }
    controller     = { replicas = 1 }
    server         = { replicas = var.argocd_ha ? 2 : 1, service = { type = "ClusterIP" }, ingress = { enabled = false } }
    repoServer     = { replicas = var.argocd_ha ? 2 : 1 }
    applicationSet = { replicas = var.argocd_ha ? 2 : 1 }

    configs = {
      cm = {
        # Otherwise an application of applications would be healthy before they are.
        "resource.customizations.health.argoproj.io_Application" = file("${path.module}/../../argocd/health/application.lua")
        "exec.enabled"                                           = false
      }
      # A record that is missing by mistake removes no environment. An explicit policy takes precedence over the ApplicationSet's
      # own applicationsSync; deleting the ApplicationSet still deletes its applications, as destroy.sh needs.
      params = { "applicationsetcontroller.policy" = "create-update" }
    }
    global = { networkPolicy = { create = true } }
  })]

  # Uninstalling does not wait for applications; destroy.sh has removed them by then.
  depends_on = [helm_release.load_balancer_controller]
}

# Git contains no account, fork or certificate: the ApplicationSet reads them here.
resource "kubernetes_secret_v1" "in_cluster" {
  metadata {
    name      = "in-cluster"
    namespace = kubernetes_namespace_v1.argocd.metadata[0].name
    labels = {
      "argocd.argoproj.io/secret-type" = "cluster"
      "live-chat/cluster"              = "true"
    }
    annotations = {
      live_chat_environments    = length(var.environments) == 1 ? one(var.environments) : "*"
      live_chat_repo_url        = local.repository_url
      live_chat_revision        = var.revision
      live_chat_registry        = "${var.account_id}.dkr.ecr.${var.region}.amazonaws.com/${var.project}"
      live_chat_certificate_arn = data.aws_acm_certificate.this.arn
      live_chat_domain          = var.domain
      live_chat_redis_endpoint  = join("", [for group in data.aws_elasticache_replication_group.redis : group.primary_endpoint_address])
      live_chat_vpc_cidr        = data.aws_vpc.this.cidr_block
    }
  }

  data = {
    name   = "in-cluster"
    server = "https://kubernetes.default.svc"
    config = jsonencode({ tlsClientConfig = { insecure = false } })
  }

  depends_on = [helm_release.argocd]
}

locals {
  repository_url = "https://github.com/${var.repository}.git"
}

# GitHub's own token expires with its job; Argo CD needs its own credential.
resource "kubernetes_secret_v1" "repository" {
  count = var.repository_private ? 1 : 0

  metadata {
    name      = "live-chat-repository"
    namespace = kubernetes_namespace_v1.argocd.metadata[0].name
    labels    = { "argocd.argoproj.io/secret-type" = "repository" }
  }

  data_wo = {
    type     = "git"
    url      = local.repository_url
    username = "argocd"
    password = var.repository_token
  }
  data_wo_revision = var.secrets_revision
}

# The application of applications: a chart of one file, because a manifest resource would need Argo CD's
# kinds to exist before the plan.
resource "helm_release" "root_application" {
  name      = "root-application"
  namespace = kubernetes_namespace_v1.argocd.metadata[0].name
  chart     = "${path.module}/root-application"

  values = [yamlencode({
    repositoryUrl = local.repository_url
    revision      = var.revision
    environments  = sort(tolist(var.environments))
  })]

  # Everything that an application needs exists before the first one.
  depends_on = [
    helm_release.cluster_autoscaler,
    helm_release.external_dns,
    kubernetes_secret_v1.in_cluster,
    kubernetes_secret_v1.live_chat,
    kubernetes_secret_v1.repository,
    kubernetes_storage_class_v1.gp3,
  ]
}
