terraform {
  # S3's own lock file and write-only arguments came with 1.10 and 1.11.
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # The version that the tests really run.
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

# The cluster has its own state and is looked up here. If it were created here, these providers would be configured from something
# that does not exist yet, or no longer exists: 'localhost refused', 'cluster unreachable'.
provider "kubernetes" {
  host                   = data.aws_eks_cluster.this.endpoint
  cluster_ca_certificate = base64decode(data.aws_eks_cluster.this.certificate_authority[0].data)

  # build.sh writes them once a load balancer has its name.
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
  # A token is valid for 15 minutes; because a command requests it, a long apply does not outlive it.
  token_command = ["eks", "get-token", "--cluster-name", var.project, "--region", var.region]
}
