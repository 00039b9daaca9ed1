mock_provider "aws" {
  source = "./tests/mocks"
}
mock_provider "kubernetes" {}
mock_provider "helm" {}

run "a_namespace_each" {
  assert {
    condition     = output.namespaces == { production = "live-chat-production", staging = "live-chat-staging" }
    error_message = "environments/ENV/env.yaml names them so."
  }
  assert {
    condition     = alltrue([for namespace in kubernetes_namespace_v1.environment : namespace.metadata[0].labels["elbv2.k8s.aws/pod-readiness-gate-inject"] == "enabled"])
    error_message = "Without the label a rolling update cuts connections."
  }
  assert {
    condition     = alltrue([for namespace in kubernetes_namespace_v1.environment : namespace.metadata[0].labels["pod-security.kubernetes.io/enforce"] == "restricted"])
    error_message = "Only restricted pods may run."
  }
}

run "secrets_reach_the_cluster_and_not_the_state" {
  assert {
    condition     = toset([for secret in kubernetes_secret_v1.live_chat : "${secret.metadata[0].namespace}/${secret.metadata[0].name}"]) == toset(["live-chat-staging/live-chat", "live-chat-production/live-chat"])
    error_message = "The chart expects a Secret of this name."
  }
  assert {
    condition     = alltrue([for secret in kubernetes_secret_v1.live_chat : try(secret.data["chat-secret"], null) == null && secret.data_wo == null && secret.data_wo_revision == 1])
    error_message = "No value may be kept."
  }
}

run "another_revision_writes_them_again" {
  variables {
    secrets_revision = 7
  }
  assert {
    condition     = alltrue([for secret in kubernetes_secret_v1.live_chat : secret.data_wo_revision == 7])
    error_message = "Rotation needs a change that a plan can see."
  }
}

run "volumes_are_encrypted_and_go_with_their_claim" {
  assert {
    condition     = kubernetes_storage_class_v1.gp3.parameters.encrypted == "true" && kubernetes_storage_class_v1.gp3.reclaim_policy == "Delete"
    error_message = "A volume must be encrypted, and not be left behind."
  }
  assert {
    condition     = kubernetes_storage_class_v1.gp3.volume_binding_mode == "WaitForFirstConsumer" && kubernetes_storage_class_v1.gp3.metadata[0].annotations["storageclass.kubernetes.io/is-default-class"] == "true"
    error_message = "It must be in the pod's zone, and the one that claims get."
  }
}
