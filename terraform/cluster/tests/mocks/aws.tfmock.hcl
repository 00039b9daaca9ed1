# AWS responses that the configuration reads. The random words that replace everything else would be rejected where an ARN or a
# version is required.

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_availability_zones" {
  defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1d"] }
}

mock_data "aws_eks_addon_version" {
  defaults = { version = "v1.0.0-eksbuild.1" }
}

mock_data "aws_route53_zone" {
  defaults = { zone_id = "Z1", arn = "arn:aws:route53:::hostedzone/Z1" }
}

mock_resource "aws_vpc" {
  defaults = { id = "vpc-1", arn = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1" }
}

mock_resource "aws_internet_gateway" {
  defaults = { id = "igw-1" }
}

mock_resource "aws_kms_key" {
  defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/1" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
}

mock_resource "aws_launch_template" {
  defaults = { id = "lt-1", latest_version = 7 }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    domain_validation_options = [
      { domain_name = "chat.example.com", resource_record_name = "_1.chat.example.com", resource_record_type = "CNAME", resource_record_value = "_2.acm.example" },
      { domain_name = "*.chat.example.com", resource_record_name = "_1.chat.example.com", resource_record_type = "CNAME", resource_record_value = "_2.acm.example" },
    ]
  }
}

mock_resource "aws_acm_certificate_validation" {
  defaults = { certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1" }
}
