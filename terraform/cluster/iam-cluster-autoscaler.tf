locals {
  cluster_autoscaler_statements = [
    {
      # AWS accepts only the wildcard for these.
      Sid    = "Look"
      Effect = "Allow"
      Action = [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
      ]
      Resource = "*"
    },
    {
      Sid      = "LookAtNodeGroups"
      Effect   = "Allow"
      Action   = "eks:DescribeNodegroup"
      Resource = "arn:${local.partition}:eks:${var.region}:${var.account_id}:nodegroup/${var.project}/*/*"
    },
    {
      # EKS adds the tag to the groups of its node groups; other groups in the account have another one.
      Sid       = "ScaleOwnGroups"
      Effect    = "Allow"
      Action    = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
      Resource  = "arn:${local.partition}:autoscaling:${var.region}:${var.account_id}:autoScalingGroup:*:autoScalingGroupName/eks-*"
      Condition = { StringEquals = { "aws:ResourceTag/k8s.io/cluster-autoscaler/${var.project}" = "owned" } }
    },
  ]
}
