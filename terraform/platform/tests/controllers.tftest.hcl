mock_provider "aws" {
  source = "./tests/mocks"
}
mock_provider "kubernetes" {}
mock_provider "helm" {}

run "balancers" {
  assert {
    condition     = yamldecode(helm_release.load_balancer_controller.values[0]).region == "eu-west-1" && yamldecode(helm_release.load_balancer_controller.values[0]).vpcId == "vpc-1" && yamldecode(helm_release.load_balancer_controller.values[0]).clusterName == "live-chat"
    error_message = "It cannot ask the node for them."
  }
  assert {
    condition     = yamldecode(helm_release.load_balancer_controller.values[0]).serviceAccount.name == "aws-load-balancer-controller" && helm_release.load_balancer_controller.namespace == "kube-system"
    error_message = "Its role belongs to this service account."
  }
  assert {
    condition     = yamldecode(helm_release.load_balancer_controller.values[0]).defaultTags == { "live-chat:project" = "live-chat" }
    error_message = "destroy.sh finds what it made by this tag."
  }
  assert {
    condition     = helm_release.load_balancer_controller.wait && yamldecode(helm_release.load_balancer_controller.values[0]).replicaCount == 2 && !yamldecode(helm_release.load_balancer_controller.values[0]).enableServiceMutatorWebhook
    error_message = "Its webhooks must not stand in others' way."
  }
  assert {
    condition     = !yamldecode(helm_release.load_balancer_controller.values[0]).enableShield && !yamldecode(helm_release.load_balancer_controller.values[0]).enableWaf && !yamldecode(helm_release.load_balancer_controller.values[0]).enableWafv2
    error_message = "Its role has no rights to these."
  }
}

run "nodes" {
  assert {
    condition     = yamldecode(helm_release.cluster_autoscaler.values[0]).autoDiscovery.clusterName == "live-chat" && yamldecode(helm_release.cluster_autoscaler.values[0]).awsRegion == "eu-west-1"
    error_message = "It scales this cluster's groups."
  }
  assert {
    condition     = yamldecode(helm_release.cluster_autoscaler.values[0]).rbac.serviceAccount.name == "cluster-autoscaler" && helm_release.cluster_autoscaler.namespace == "kube-system"
    error_message = "Its role belongs to this service account."
  }
  assert {
    condition     = yamldecode(helm_release.cluster_autoscaler.values[0]).extraArgs["balance-similar-node-groups"]
    error_message = "Zones must stay level."
  }
}

run "no_dns_without_a_domain" {
  assert {
    condition     = length(helm_release.external_dns) == 0 && length(kubernetes_namespace_v1.external_dns) == 0
    error_message = "Nothing may write DNS."
  }
  assert {
    condition     = data.aws_acm_certificate.this.domain == "*.eu-west-1.elb.amazonaws.com" && one(data.aws_acm_certificate.this.types) == "IMPORTED"
    error_message = "The balancers' own names have the imported certificate."
  }
}

run "dns_with_one" {
  variables {
    domain   = "chat.example.com"
    dns_zone = "example.com"
  }
  assert {
    condition     = yamldecode(helm_release.external_dns[0].values[0]).domainFilters == ["example.com"] && yamldecode(helm_release.external_dns[0].values[0]).policy == "sync" && yamldecode(helm_release.external_dns[0].values[0]).txtOwnerId == "live-chat"
    error_message = "It keeps to its zone, and removes what it made."
  }
  assert {
    condition     = yamldecode(helm_release.external_dns[0].values[0]).serviceAccount.name == "external-dns" && helm_release.external_dns[0].namespace == "external-dns"
    error_message = "Its role belongs to this service account."
  }
  assert {
    condition     = can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", helm_release.external_dns[0].version))
    error_message = "This chart, too, is one version."
  }
  assert {
    condition     = data.aws_acm_certificate.this.domain == "chat.example.com" && one(data.aws_acm_certificate.this.types) == "AMAZON_ISSUED"
    error_message = "With a domain its certificate is AWS's."
  }
  assert {
    condition     = kubernetes_secret_v1.in_cluster.metadata[0].annotations["live_chat_domain"] == "chat.example.com"
    error_message = "The ApplicationSet is told the domain."
  }
}

run "pinned_charts" {
  assert {
    condition     = alltrue([for release in [helm_release.load_balancer_controller, helm_release.cluster_autoscaler, helm_release.argocd] : can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", release.version))])
    error_message = "Every chart is one version."
  }
}
