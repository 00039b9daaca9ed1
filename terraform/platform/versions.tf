terraform {
  # S3's own lock file and write-only arguments came with 1.10 and 1.11.
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # The version that the tests really ran.
      version = "5.100.0"
    }
    helm = {
      source  = "hashicorp/helm"
      version = "3.1.2"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "3.2.1"
    }
  }

  backend "s3" {}
}

provider "aws" {
  region = var.region
  # The second guard against a wrong account; the scripts are the first.
  allowed_account_ids = [var.account_id]
}

# The cluster stands in a state of its own and is read here. Were it made here, these providers would be
# set up from something that does not exist yet, or no longer: 'localhost refused', 'cluster unreachable'.
provider "kubernetes" {
  host                   = data.aws_eks_cluster.this.endpoint
  cluster_ca_certificate = base64decode(data.aws_eks_cluster.this.certificate_authority[0].data)

  # build.sh writes them once a balancer has its name.
  ignore_annotations = ["^live_chat_host_"]

  exec {
    api_version = "client.authentication.k8s.io/v1beta1"
    command     = "aws"
    args        = local.token_command
  }
}

provider "helm" {
  kubernetes = {
    host                   = data.aws_eks_cluster.this.endpoint
    cluster_ca_certificate = base64decode(data.aws_eks_cluster.this.certificate_authority[0].data)

    exec = {
      api_version = "client.authentication.k8s.io/v1beta1"
      command     = "aws"
      args        = local.token_command
    }
  }
}

locals {
  # A token lives 15 minutes; asked for by command, a long apply does not outlive it.
  token_command = ["eks", "get-token", "--cluster-name", var.project, "--region", var.region]
}
