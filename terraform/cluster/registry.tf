# No rule expires images: AWS does not know what production runs, and signatures have no tag
# (docs/adr/0057-no-image-expires.md).
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
