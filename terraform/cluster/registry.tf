resource "aws_ecr_repository" "image" {
  for_each = toset(["backend", "ui"])

  name = "${var.project}/${each.key}"
  # A tag is the hash of what went into the image, so it can never need to move.
  image_tag_mutability = "IMMUTABLE"
  # Destroying the deployment takes its images along; git still knows the commit that makes them.
  force_delete = true

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.this.arn
  }
}

resource "aws_ecr_lifecycle_policy" "image" {
  for_each = aws_ecr_repository.image

  repository = each.value.name
  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "What lost its tag is of no use"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "Far more than any roll-back goes back"
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 200 }
        action       = { type = "expire" }
      },
    ]
  })
}
