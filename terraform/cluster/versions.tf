terraform {
  # S3's own lock file and write-only arguments came with 1.10 and 1.11.
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # The version that the tests really run.
      version = "5.100.0"
    }
  }

  # Bucket, key and region come from scripts/deploy/terraform.sh: git contains no account id.
  backend "s3" {}
}

provider "aws" {
  region = var.region
  # The second guard against a wrong account; the scripts are the first.
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}
