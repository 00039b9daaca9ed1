# No rule expires images: AWS does not know what production runs, and signatures have no tag
# (docs/adr/0057-no-image-expires.md).
resource "aws_ecr_repository" "image" {
  for_each = toset(["backend", "ui"])

  name = "${var.project}/${each.key}"
  # A tag is the hash of the image's inputs, so it never has to move.
  image_tag_mutability = "IMMUTABLE"
  # Destroying the deployment deletes its images; git still has the commit that builds them.
  force_delete = true

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.this.arn
  }
}
