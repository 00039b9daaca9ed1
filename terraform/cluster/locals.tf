locals {
  # destroy.sh looks for leftovers by this tag.
  tags = {
    "live-chat:project" = var.project
    "live-chat:root"    = "cluster"
  }

  partition = data.aws_partition.current.partition
  zones     = slice(data.aws_availability_zones.available.names, 0, 3)
  # Resources of scripts/bootstrap.sh that the roles below need by name.
  iam             = "arn:${local.partition}:iam::${var.account_id}"
  boundary        = "${local.iam}:policy/${var.project}-boundary"
  deployment_role = "${local.iam}:role/${var.project}-apply"
  # t4g, m7g, c7gn: a g after the generation means arm64.
  node_architecture = can(regex("^[a-z]+[0-9]+g", var.node_types[0])) ? "arm64" : "x86_64"
}

data "aws_partition" "current" {}

data "aws_availability_zones" "available" {
  # checkov:skip=CKV_AWS_394:Names come sorted and regions only gain zones, so the first three stay the first three.
  state = "available"

  # Local and wavelength zones have neither EKS control planes nor NAT gateways.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }

  lifecycle {
    postcondition {
      condition     = length(self.names) >= 3
      error_message = "region must have three availability zones."
    }
  }
}
