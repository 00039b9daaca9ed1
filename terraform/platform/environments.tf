# A namespace for each environment, and its secrets. Argo CD manages the rest (CreateNamespace is off).

resource "kubernetes_namespace_v1" "environment" {
  for_each = var.environments

  metadata {
    name = "live-chat-${each.key}"
    labels = {
      "live-chat/environment" = each.key
      # A pod is ready only once the load balancer knows it; the controller reads this from the namespace.
      "elbv2.k8s.aws/pod-readiness-gate-inject"    = "enabled"
      "pod-security.kubernetes.io/enforce"         = "restricted"
      "pod-security.kubernetes.io/enforce-version" = "latest"
      "pod-security.kubernetes.io/warn"            = "restricted"
    }
  }
}

resource "kubernetes_secret_v1" "live_chat" {
  for_each = var.environments

  metadata {
    name      = "live-chat"
    namespace = kubernetes_namespace_v1.environment[each.key].metadata[0].name
  }

  data_wo = {
    "chat-secret"    = var.live_chat_secret
    "redis-password" = var.redis_passwords[each.key]
  }
  data_wo_revision = var.secrets_revision
}

# Volumes of the Redis that runs in the cluster.
resource "kubernetes_storage_class_v1" "gp3" {
  metadata {
    name        = "gp3"
    annotations = { "storageclass.kubernetes.io/is-default-class" = "true" }
  }

  storage_provisioner = "ebs.csi.aws.com"
  # In the pod's zone, and deleted with the claim.
  volume_binding_mode    = "WaitForFirstConsumer"
  reclaim_policy         = "Delete"
  allow_volume_expansion = true
  parameters             = { type = "gp3", encrypted = "true" }
}
