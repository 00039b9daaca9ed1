locals {
  external_dns_statements = [
    {
      # Listing zones knows no resource.
      Sid      = "Look"
      Effect   = "Allow"
      Action   = "route53:ListHostedZones"
      Resource = "*"
    },
    {
      Sid    = "OneZone"
      Effect = "Allow"
      Action = ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:ListTagsForResources"]
      # One zone with a domain, none without; then no role is made of this either.
      Resource = data.aws_route53_zone.this[*].arn
    },
  ]
}
