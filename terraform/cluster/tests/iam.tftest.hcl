mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  domain   = "chat.example.com"
  dns_zone = "example.com"
}

run "every_role_is_bounded" {
  assert {
    condition     = alltrue([for role in concat([aws_iam_role.cluster, aws_iam_role.node], values(aws_iam_role.controller)) : role.permissions_boundary == "arn:aws:iam::123456789012:policy/live-chat-boundary"])
    error_message = "A role without the boundary could be given more than the deployment role has."
  }
  assert {
    condition     = toset(keys(aws_iam_role.controller)) == toset(["cluster-autoscaler", "ebs-csi", "external-dns", "load-balancer-controller", "vpc-cni"])
    error_message = "These controllers have roles."
  }
}

run "roles_are_for_pods_of_this_cluster" {
  assert {
    condition = alltrue([for role in aws_iam_role.controller : alltrue([
      for statement in jsondecode(role.assume_role_policy).Statement :
      statement.Principal == { Service = "pods.eks.amazonaws.com" }
      && statement.Condition.StringEquals["aws:SourceAccount"] == "123456789012"
      && statement.Condition.ArnEquals["aws:SourceArn"] == "arn:aws:eks:eu-west-1:123456789012:cluster/live-chat"
    ])])
    error_message = "A role must be of use to pods of this cluster alone."
  }
  assert {
    condition     = { for name, association in aws_eks_pod_identity_association.controller : name => "${association.namespace}/${association.service_account}" } == { cluster-autoscaler = "kube-system/cluster-autoscaler", external-dns = "external-dns/external-dns", load-balancer-controller = "kube-system/aws-load-balancer-controller" }
    error_message = "Each role goes to its controller's service account."
  }
  assert {
    condition     = jsondecode(aws_iam_role.node.assume_role_policy).Statement[0].Principal == { Service = "ec2.amazonaws.com" } && jsondecode(aws_iam_role.cluster.assume_role_policy).Statement[0].Principal == { Service = "eks.amazonaws.com" }
    error_message = "Nodes and the control plane have their own services' trust."
  }
}

run "nodes_may_join_and_pull_only" {
  assert {
    condition     = toset([for attachment in aws_iam_role_policy_attachment.node : attachment.policy_arn]) == toset(["arn:aws:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy", "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"])
    error_message = "A node needs two policies, and no more."
  }
}

run "wildcards_only_where_aws_knows_no_resource" {
  assert {
    condition     = alltrue([for policy in aws_iam_role_policy.controller : alltrue([for statement in jsondecode(policy.policy).Statement : statement.Resource != "*" || statement.Sid == "Look"])])
    error_message = "Only looking may name every resource."
  }
  assert {
    condition     = alltrue([for policy in aws_iam_role_policy.controller : alltrue([for statement in jsondecode(policy.policy).Statement : statement.Sid != "Look" || alltrue([for action in flatten([statement.Action]) : can(regex("^[a-z0-9-]+:(Describe|List|Get)[A-Za-z0-9]+$", action))])])])
    error_message = "Looking must only look."
  }
  assert {
    condition     = alltrue([for policy in aws_iam_role_policy.controller : alltrue([for statement in jsondecode(policy.policy).Statement : alltrue([for action in flatten([statement.Action]) : !strcontains(action, "*")])])])
    error_message = "Every action must be named."
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.controller["external-dns"].policy).Statement[1].Resource == ["arn:aws:route53:::hostedzone/Z1"]
    error_message = "External DNS may change one zone."
  }
}

run "controllers_touch_only_what_is_theirs" {
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.controller["cluster-autoscaler"].policy).Statement : statement.Condition.StringEquals == { "aws:ResourceTag/k8s.io/cluster-autoscaler/live-chat" = "owned" } if statement.Sid == "ScaleOwnGroups"])
    error_message = "The autoscaler may scale this cluster's groups only."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.controller["load-balancer-controller"].policy).Statement : statement.Condition.StringEquals["aws:ResourceTag/elbv2.k8s.aws/cluster"] == "live-chat" if contains(["ChangeOwnSecurityGroups", "ChangeOwnBalancers"], statement.Sid)])
    error_message = "The balancer controller may change only what it made."
  }
  assert {
    condition     = length([for statement in jsondecode(aws_iam_role_policy.controller["load-balancer-controller"].policy).Statement : statement if contains(["ChangeOwnSecurityGroups", "ChangeOwnBalancers", "MakeBalancers", "OpenClusterToBalancer"], statement.Sid)]) == 4
    error_message = "The statements that the checks above look for must be there."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.controller["load-balancer-controller"].policy).Statement : statement.Condition.StringEquals == { "aws:ResourceTag/kubernetes.io/cluster/live-chat" = "owned" } if statement.Sid == "OpenClusterToBalancer"])
    error_message = "Of other security groups it may open the cluster's alone."
  }
}

run "no_role_for_dns_without_a_domain" {
  variables {
    domain   = ""
    dns_zone = ""
  }
  assert {
    condition     = !contains(keys(aws_iam_role.controller), "external-dns") && !contains(keys(aws_eks_pod_identity_association.controller), "external-dns")
    error_message = "Without a domain nothing may change DNS."
  }
}
