locals {
  external_dns_statements = [
    {
      # Listing zones has no resource.
      Sid      = "Look"
      Effect   = "Allow"
      Action   = "route53:ListHostedZones"
      Resource = "*"
    },
    {
      Sid    = "OneZone"
      Effect = "Allow"
      Action = ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:ListTagsForResources"]
      # One zone with a domain, none without; in that case there is no role either.
      Resource = data.aws_route53_zone.this[*].arn
    },
  ]
}
