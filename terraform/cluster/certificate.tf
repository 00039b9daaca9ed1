# With a domain: a certificate that AWS renews. Without one, scripts/deploy/certificate.sh creates a self-signed one and imports
# it, so that its private key is in no state and no file.

data "aws_route53_zone" "this" {
  count = var.domain == "" ? 0 : 1

  name = var.dns_zone
}

resource "aws_acm_certificate" "domain" {
  count = var.domain == "" ? 0 : 1

  domain_name               = var.domain
  subject_alternative_names = ["*.${var.domain}"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  # One record validates both the domain and its wildcard.
  count = var.domain == "" ? 0 : 1

  zone_id         = data.aws_route53_zone.this[0].zone_id
  name            = one(distinct([for option in aws_acm_certificate.domain[0].domain_validation_options : option.resource_record_name]))
  type            = one(distinct([for option in aws_acm_certificate.domain[0].domain_validation_options : option.resource_record_type]))
  records         = [one(distinct([for option in aws_acm_certificate.domain[0].domain_validation_options : option.resource_record_value]))]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "domain" {
  count = var.domain == "" ? 0 : 1

  certificate_arn         = aws_acm_certificate.domain[0].arn
  validation_record_fqdns = [aws_route53_record.validation[0].fqdn]
}
