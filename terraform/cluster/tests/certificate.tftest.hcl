mock_provider "aws" {
  source = "./tests/mocks"
}

run "none_without_a_domain" {
  assert {
    condition     = length(aws_acm_certificate.domain) + length(aws_route53_record.validation) + length(data.aws_route53_zone.this) == 0
    error_message = "Without a domain there is nothing to validate."
  }
}

run "validated_by_dns_with_a_domain" {
  variables {
    domain   = "chat.example.com"
    dns_zone = "example.com"
  }
  assert {
    condition     = aws_acm_certificate.domain[0].domain_name == "chat.example.com" && aws_acm_certificate.domain[0].subject_alternative_names == toset(["*.chat.example.com"])
    error_message = "It must cover production and every other environment."
  }
  assert {
    condition     = aws_acm_certificate.domain[0].validation_method == "DNS"
    error_message = "Only DNS validation renews automatically."
  }
  assert {
    condition     = data.aws_route53_zone.this[0].name == "example.com" && aws_route53_record.validation[0].zone_id == "Z1" && aws_route53_record.validation[0].name == "_1.chat.example.com"
    error_message = "The record belongs into the zone that holds the domain."
  }
  assert {
    condition     = aws_acm_certificate_validation.domain[0].certificate_arn == aws_acm_certificate.domain[0].arn
    error_message = "A build goes on only once the certificate is valid."
  }
}
