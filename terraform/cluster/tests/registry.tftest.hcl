mock_provider "aws" {
  source = "./tests/mocks"
}

run "images" {
  assert {
    condition     = [for repository in aws_ecr_repository.image : repository.name] == ["live-chat/backend", "live-chat/ui"]
    error_message = "One repository for each image."
  }
  assert {
    condition     = alltrue([for repository in aws_ecr_repository.image : repository.image_tag_mutability == "IMMUTABLE"])
    error_message = "A tag must never move."
  }
  assert {
    condition     = alltrue([for repository in aws_ecr_repository.image : repository.image_scanning_configuration[0].scan_on_push])
    error_message = "Images must be scanned when pushed."
  }
  assert {
    condition     = alltrue([for repository in aws_ecr_repository.image : repository.encryption_configuration[0].encryption_type == "KMS" && repository.encryption_configuration[0].kms_key == aws_kms_key.this.arn])
    error_message = "Images must be encrypted with the deployment's key."
  }
  assert {
    condition     = alltrue([for repository in aws_ecr_repository.image : repository.force_delete])
    error_message = "Destroy must not stop at a full repository."
  }
  assert {
    condition     = output.registry == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/live-chat" && output.cluster_name == "live-chat"
    error_message = "The outputs are what the next command needs."
  }
}
