mock_provider "aws" {
  source = "./tests/mocks"
}
mock_provider "kubernetes" {}
mock_provider "helm" {}

run "git_names_no_account" {
  assert {
    condition = kubernetes_secret_v1.in_cluster.metadata[0].annotations == tomap({
      live_chat_environments    = "*"
      live_chat_repo_url        = "https://github.com/you/live-chat.git"
      live_chat_revision        = "main"
      live_chat_registry        = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/live-chat"
      live_chat_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
      live_chat_domain          = ""
      live_chat_redis_endpoint  = "master.live-chat-production.example.cache.amazonaws.com"
      live_chat_vpc_cidr        = "10.20.0.0/16"
    })
    error_message = "The ApplicationSet reads exactly these annotations."
  }
  assert {
    condition     = kubernetes_secret_v1.in_cluster.metadata[0].labels["argocd.argoproj.io/secret-type"] == "cluster" && kubernetes_secret_v1.in_cluster.metadata[0].labels["live-chat/cluster"] == "true" && kubernetes_secret_v1.in_cluster.metadata[0].name == "in-cluster"
    error_message = "Argo CD and the ApplicationSet find the Secret by its labels."
  }
  assert {
    condition     = kubernetes_secret_v1.in_cluster.data.server == "https://kubernetes.default.svc"
    error_message = "It is the cluster that Argo CD runs on."
  }
}

run "argocd_has_no_public_endpoint" {
  assert {
    condition     = yamldecode(helm_release.argocd.values[0]).server.service.type == "ClusterIP" && !yamldecode(helm_release.argocd.values[0]).server.ingress.enabled
    error_message = "People reach it by a forwarded port."
  }
  assert {
    condition     = !yamldecode(helm_release.argocd.values[0]).dex.enabled && !yamldecode(helm_release.argocd.values[0]).configs.cm["exec.enabled"]
    error_message = "What is not used is off."
  }
  assert {
    condition     = strcontains(yamldecode(helm_release.argocd.values[0]).configs.cm["resource.customizations.health.argoproj.io_Application"], "obj.status.health")
    error_message = "Without the check an application of applications is healthy before they are."
  }
  assert {
    condition     = helm_release.argocd.wait
    error_message = "What follows needs Argo CD's kinds."
  }
}

run "no_missing_record_removes_an_environment" {
  assert {
    condition     = yamldecode(helm_release.argocd.values[0]).configs.params["applicationsetcontroller.policy"] == "create-update"
    error_message = "The controller's explicit policy wins over the ApplicationSet's own; it must not allow deletion."
  }
}

run "three_of_everything_where_production_runs" {
  assert {
    condition     = yamldecode(helm_release.argocd.values[0])["redis-ha"].enabled && yamldecode(helm_release.argocd.values[0]).server.replicas == 2 && yamldecode(helm_release.argocd.values[0]).repoServer.replicas == 2 && yamldecode(helm_release.argocd.values[0]).applicationSet.replicas == 2
    error_message = "Argo CD must survive a node."
  }
}

run "small_where_it_does_not" {
  variables {
    environments  = ["staging"]
    managed_redis = []
    argocd_ha     = false
  }
  assert {
    condition     = !yamldecode(helm_release.argocd.values[0])["redis-ha"].enabled && yamldecode(helm_release.argocd.values[0]).server.replicas == 1
    error_message = "Staging alone needs one of each."
  }
  assert {
    condition     = kubernetes_secret_v1.in_cluster.metadata[0].annotations["live_chat_environments"] == "staging" && kubernetes_secret_v1.in_cluster.metadata[0].annotations["live_chat_redis_endpoint"] == ""
    error_message = "One environment is named, and a Redis that is not there is empty."
  }
}

run "the_root_application_follows_the_fork" {
  assert {
    condition     = yamldecode(helm_release.root_application.values[0]) == { repositoryUrl = "https://github.com/you/live-chat.git", revision = "main", environments = ["production", "staging"] }
    error_message = "It follows the repository and branch of the settings."
  }
}

run "a_public_repository_needs_no_credential" {
  assert {
    condition     = length(kubernetes_secret_v1.repository) == 0
    error_message = "No credential unless asked."
  }
}

run "a_private_one_has_its_own" {
  variables {
    repository_private = true
    repository_token   = "an-invented-token"
  }
  assert {
    condition     = kubernetes_secret_v1.repository[0].metadata[0].labels["argocd.argoproj.io/secret-type"] == "repository"
    error_message = "Argo CD finds it by its label."
  }
  assert {
    condition     = try(kubernetes_secret_v1.repository[0].data["password"], null) == null && kubernetes_secret_v1.repository[0].data_wo_revision == 1
    error_message = "It must not reach the state."
  }
}
