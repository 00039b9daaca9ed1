# What the AWS Load Balancer Controller 3.5 needs for application load balancers. WAF, Shield, Cognito and network load balancers
# are left out: the product does not use them, and they are switched off in the controller.

locals {
  ec2 = "arn:${local.partition}:ec2:${var.region}:${var.account_id}"
  elb = "arn:${local.partition}:elasticloadbalancing:${var.region}:${var.account_id}"

  # The controller tags what it creates. It may change nothing that another cluster's controller created.
  made_by_this_controller = { StringEquals = { "aws:ResourceTag/elbv2.k8s.aws/cluster" = var.project } }
  made_with_its_tag       = { StringEquals = { "aws:RequestTag/elbv2.k8s.aws/cluster" = var.project } }

  load_balancer_controller_statements = [
    {
      # Describing and listing have no resources: AWS accepts only the wildcard here.
      Sid    = "Look"
      Effect = "Allow"
      Action = [
        "acm:DescribeCertificate",
        "acm:ListCertificates",
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeAddresses",
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeInstances",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeTags",
        "ec2:DescribeVpcPeeringConnections",
        "ec2:DescribeVpcs",
        "ec2:GetSecurityGroupsForVpc",
        "elasticloadbalancing:DescribeCapacityReservation",
        "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeListenerCertificates",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeSSLPolicies",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "elasticloadbalancing:DescribeTrustStores",
      ]
      Resource = "*"
    },
    {
      # The account's first load balancer creates the service's own role.
      Sid       = "ServiceRole"
      Effect    = "Allow"
      Action    = "iam:CreateServiceLinkedRole"
      Resource  = "${local.iam}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing"
      Condition = { StringEquals = { "iam:AWSServiceName" = "elasticloadbalancing.amazonaws.com" } }
    },
    {
      Sid      = "MakeSecurityGroupHere"
      Effect   = "Allow"
      Action   = "ec2:CreateSecurityGroup"
      Resource = [aws_vpc.this.arn, "${local.ec2}:security-group/*"]
    },
    {
      Sid       = "TagNewSecurityGroup"
      Effect    = "Allow"
      Action    = "ec2:CreateTags"
      Resource  = "${local.ec2}:security-group/*"
      Condition = { StringEquals = { "ec2:CreateAction" = "CreateSecurityGroup", "aws:RequestTag/elbv2.k8s.aws/cluster" = var.project } }
    },
    {
      Sid       = "ChangeOwnSecurityGroups"
      Effect    = "Allow"
      Action    = ["ec2:AuthorizeSecurityGroupIngress", "ec2:CreateTags", "ec2:DeleteSecurityGroup", "ec2:DeleteTags", "ec2:RevokeSecurityGroupIngress"]
      Resource  = "${local.ec2}:security-group/*"
      Condition = local.made_by_this_controller
    },
    {
      # So that the load balancer may reach pods: the group that EKS creates for the cluster.
      Sid       = "OpenClusterToBalancer"
      Effect    = "Allow"
      Action    = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"]
      Resource  = "${local.ec2}:security-group/*"
      Condition = { StringEquals = { "aws:ResourceTag/kubernetes.io/cluster/${var.project}" = "owned" } }
    },
    {
      Sid       = "MakeBalancers"
      Effect    = "Allow"
      Action    = ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"]
      Resource  = ["${local.elb}:loadbalancer/app/*/*", "${local.elb}:targetgroup/*/*"]
      Condition = local.made_with_its_tag
    },
    {
      Sid       = "TagNewBalancers"
      Effect    = "Allow"
      Action    = "elasticloadbalancing:AddTags"
      Resource  = ["${local.elb}:loadbalancer/app/*/*", "${local.elb}:targetgroup/*/*"]
      Condition = { StringEquals = merge(local.made_with_its_tag.StringEquals, { "elasticloadbalancing:CreateAction" = ["CreateLoadBalancer", "CreateTargetGroup"] }) }
    },
    {
      Sid    = "ChangeOwnBalancers"
      Effect = "Allow"
      Action = [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:ModifyCapacityReservation",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RemoveTags",
        "elasticloadbalancing:SetIpAddressType",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
      ]
      Resource  = ["${local.elb}:loadbalancer/app/*/*", "${local.elb}:targetgroup/*/*"]
      Condition = local.made_by_this_controller
    },
    {
      # Listeners and rules get their tags only after they are created, so only their kind can be restricted.
      Sid    = "Listeners"
      Effect = "Allow"
      Action = [
        "elasticloadbalancing:AddListenerCertificates",
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:CreateRule",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteRule",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:RemoveListenerCertificates",
        "elasticloadbalancing:RemoveTags",
        "elasticloadbalancing:SetRulePriorities",
      ]
      Resource = [
        "${local.elb}:loadbalancer/app/*/*",
        "${local.elb}:listener/app/*/*/*",
        "${local.elb}:listener-rule/app/*/*/*/*",
      ]
    },
    {
      Sid      = "Targets"
      Effect   = "Allow"
      Action   = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
      Resource = "${local.elb}:targetgroup/*/*"
    },
  ]
}
