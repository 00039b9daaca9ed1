// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what looks like a template is HCL.

import type { RootName } from './terraform-root.ts';

/** One change of the configuration, and the test file of the root that must detect it. */
export interface Mutation {
  readonly root: RootName;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly test: string;
}

/** By file and by the test that must detect them: pairs of a text and its replacement. */
type Mutations = Readonly<
  Record<string, Readonly<Record<string, readonly (readonly [string, string])[]>>>
>;

/** At least one for each assertion of terraform/cluster/tests. */
const CLUSTER: Mutations = {
  'locals.tf': {
    network: [
      ['names, 0, 3)', 'names, 0, 2)'],
      ['length(self.names) >= 3', 'length(self.names) >= 2'],
    ],
    nodes: [['? "arm64" : "x86_64"', '? "arm64" : "arm64"']],
  },
  'network.tf': {
    network: [
      ['private  = local.quarters[index]', 'private  = cidrsubnet(local.quarters[index], 4, 0)'],
      [
        'public   = cidrsubnet(local.quarters[3], 4, index)',
        'public   = cidrsubnet(local.quarters[3], 4, index + 8)',
      ],
      ['4, index + 4)', '4, index + 5)'],
      ['map_public_ip_on_launch = false', 'map_public_ip_on_launch = true'],
      [
        'nat_gateway_id         = aws_nat_gateway.this[var.nat_per_zone ? each.key : local.nat_zones[0]].id',
        'gateway_id = aws_internet_gateway.this.id',
      ],
      [
        'route_table_id = aws_route_table.database.id',
        'route_table_id = aws_route_table.public.id',
      ],
      [
        '  vpc_id = aws_vpc.this.id\n\n  tags = { Name = "${var.project}-default-closed" }',
        '  vpc_id = aws_vpc.this.id\n  egress {\n    from_port = 0\n    to_port = 0\n    protocol = "-1"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n\n  tags = { Name = "${var.project}-default-closed" }',
      ],
      ['"kubernetes.io/role/elb" = "1"', '"kubernetes.io/role/elb" = "0"'],
      ['"kubernetes.io/role/internal-elb" = "1"', '"kubernetes.io/role/internal-elb" = "0"'],
      ['var.nat_per_zone ? local.zones : slice(local.zones, 0, 1)', 'local.zones'],
      ['var.nat_per_zone ? each.key : local.nat_zones[0]', 'local.nat_zones[0]'],
      ['vpc_endpoint_type = "Gateway"', 'vpc_endpoint_type = "Interface"'],
      ['[for table in aws_route_table.private : table.id]', '[aws_route_table.public.id]'],
    ],
  },
  'cluster.tf': {
    cluster: [
      ['endpoint_private_access = true', 'endpoint_private_access = false'],
      [
        'endpoint_public_access = length(var.api_access_cidrs) > 0',
        'endpoint_public_access = true',
      ],
      [
        '[for subnet in aws_subnet.private : subnet.id]',
        '[for subnet in aws_subnet.public : subnet.id]',
      ],
      [
        'ignore_changes = [vpc_config[0].endpoint_public_access, vpc_config[0].public_access_cidrs]',
        'ignore_changes = []',
      ],
      ['authentication_mode = "API"', 'authentication_mode = "API_AND_CONFIG_MAP"'],
      [
        'bootstrap_cluster_creator_admin_permissions = false',
        'bootstrap_cluster_creator_admin_permissions = true',
      ],
      ['setunion(var.admin_role_arns, [local.deployment_role])', 'var.admin_role_arns'],
      ['AmazonEKSClusterAdminPolicy', 'AmazonEKSViewPolicy'],
      [
        'key_arn = aws_kms_key.this.arn',
        'key_arn = "arn:aws:kms:eu-west-1:123456789012:key/other"',
      ],
      ['  kms_key_id        = aws_kms_key.this.arn\n', ''],
      ['"controllerManager", "scheduler"]', '"controllerManager"]'],
      ['retention_in_days = var.log_retention_days', 'retention_in_days = 30'],
      ['support_type = "STANDARD"', 'support_type = "EXTENDED"'],
      ['version  = var.kubernetes_version', 'version  = "1.36"'],
      ['bootstrap_self_managed_addons = false', 'bootstrap_self_managed_addons = true'],
    ],
    'api-access': [
      [
        'endpoint_public_access = length(var.api_access_cidrs) > 0',
        'endpoint_public_access = false',
      ],
      ['? var.api_access_cidrs : null', '? ["0.0.0.0/0"] : null'],
    ],
  },
  'encryption.tf': {
    cluster: [
      ['enable_key_rotation     = true', 'enable_key_rotation     = false'],
      ['Principal = { AWS = "${local.iam}:root" }', 'Principal = "*"'],
    ],
  },
  'addons.tf': {
    cluster: [
      [
        '    kube-proxy             = { role = null, service_account = null, configuration = {} }\n',
        '',
      ],
      ['    metrics-server = { role = null, service_account = null, configuration = {} }\n', ''],
      ['enableNetworkPolicy = "true"', 'enableNetworkPolicy = "false"'],
      ['"live-chat:project" = var.project', '"project" = var.project'],
      ['service_account = "aws-node"', 'service_account = "default"'],
    ],
  },
  'nodes.tf': {
    nodes: [
      [
        'subnet_ids      = [each.value.id]',
        'subnet_ids      = [for subnet in aws_subnet.private : subnet.id]',
      ],
      [
        'for_each = aws_subnet.private',
        'for_each = { for zone, subnet in aws_subnet.private : zone => subnet if zone != "eu-west-1c" }',
      ],
      ['max_size     = var.nodes_per_zone_max', 'max_size     = 3'],
      ['min_size     = var.nodes_per_zone_min', 'min_size     = 1'],
      ['capacity_type  = var.node_capacity', 'capacity_type  = "ON_DEMAND"'],
      ['volume_size           = var.node_disk_gib', 'volume_size           = 30'],
      [
        '? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD"',
        '? "AL2023_x86_64_STANDARD" : "AL2023_x86_64_STANDARD"',
      ],
      ['http_tokens   = "required"', 'http_tokens   = "optional"'],
      ['http_put_response_hop_limit = 1', 'http_put_response_hop_limit = 2'],
      ['encrypted             = true', 'encrypted             = false'],
      ['delete_on_termination = true', 'delete_on_termination = false'],
      ['["instance", "volume", "network-interface"]', '["instance", "volume"]'],
      ['max_unavailable = 1', 'max_unavailable = 3'],
    ],
  },
  'iam-nodes.tf': {
    iam: [
      ['  permissions_boundary = local.boundary\n', ''],
      ['"AmazonEC2ContainerRegistryPullOnly"', '"AmazonEC2ContainerRegistryPowerUser"'],
    ],
  },
  'iam-controllers.tf': {
    iam: [
      ['  permissions_boundary = local.boundary\n', ''],
      ['StringEquals = { "aws:SourceAccount" = var.account_id }', 'StringEquals = {}'],
      [':cluster/${var.project}" }', ':cluster/*" }'],
      ['service_account = "cluster-autoscaler"', 'service_account = "default"'],
      ['var.domain == "" ? {} : {', '{'],
    ],
  },
  'iam-cluster.tf': {
    iam: [['Service = "eks.amazonaws.com"', 'Service = "ec2.amazonaws.com"']],
  },
  'iam-cluster-autoscaler.tf': {
    iam: [
      [
        'Resource  = "arn:${local.partition}:autoscaling:${var.region}:${var.account_id}:autoScalingGroup:*:autoScalingGroupName/eks-*"',
        'Resource  = "*"',
      ],
      ['"autoscaling:DescribeScalingActivities"', '"autoscaling:SetDesiredCapacity"'],
      ['= "owned" } }', '= "shared" } }'],
    ],
  },
  'iam-load-balancer-controller.tf': {
    iam: [
      ['Action   = "ec2:CreateSecurityGroup"', 'Action   = "ec2:*"'],
      [
        '"aws:ResourceTag/elbv2.k8s.aws/cluster" = var.project',
        '"aws:ResourceTag/elbv2.k8s.aws/cluster" = "*"',
      ],
      ['Sid       = "MakeBalancers"', 'Sid       = "Make"'],
      ['{ "aws:ResourceTag/kubernetes.io/cluster/${var.project}" = "owned" }', '{}'],
    ],
  },
  'iam-external-dns.tf': {
    iam: [
      [
        'Resource = data.aws_route53_zone.this[*].arn',
        'Resource = ["arn:aws:route53:::hostedzone/*"]',
      ],
    ],
  },
  'registry.tf': {
    registry: [
      ['toset(["backend", "ui"])', 'toset(["backend"])'],
      ['"IMMUTABLE"', '"MUTABLE"'],
      ['scan_on_push = true', 'scan_on_push = false'],
      ['encryption_type = "KMS"', 'encryption_type = "AES256"'],
      ['force_delete = true', 'force_delete = false'],
    ],
  },
  'outputs.tf': {
    registry: [['amazonaws.com/${var.project}"', 'amazonaws.com"']],
  },
  'redis.tf': {
    redis: [
      [
        '  for_each = var.managed_redis\n\n  replication_group_id',
        '  for_each = var.environments\n\n  replication_group_id',
      ],
      ['num_cache_clusters   = var.redis_nodes', 'num_cache_clusters   = 2'],
      ['node_type            = var.redis_node_type', 'node_type            = "cache.t4g.micro"'],
      ['multi_az_enabled           = true', 'multi_az_enabled           = false'],
      ['transit_encryption_mode    = "required"', 'transit_encryption_mode    = "preferred"'],
      ['at_rest_encryption_enabled = true', 'at_rest_encryption_enabled = false'],
      ['auth_token = var.redis_passwords[each.key]', 'auth_token = "Another0123456789"'],
      ['snapshot_retention_limit = 0', 'snapshot_retention_limit = 7'],
      [
        'referenced_security_group_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id',
        'cidr_ipv4 = "10.0.0.0/8"',
      ],
      ['to_port                      = 6379', 'to_port                      = 65535'],
      [
        '[for subnet in aws_subnet.database : subnet.id]',
        '[for subnet in aws_subnet.public : subnet.id]',
      ],
      ['security_group_ids   = [aws_security_group.redis[0].id]', 'security_group_ids   = []'],
      [
        'resource "aws_security_group" "redis" {\n  count = length(var.managed_redis) > 0 ? 1 : 0',
        'resource "aws_security_group" "redis" {\n  count = 1',
      ],
    ],
  },
  'certificate.tf': {
    certificate: [
      [
        'resource "aws_acm_certificate" "domain" {\n  count = var.domain == "" ? 0 : 1\n\n  domain_name               = var.domain',
        'resource "aws_acm_certificate" "domain" {\n  count = 1\n\n  domain_name               = coalesce(var.domain, "example.com")',
      ],
      ['["*.${var.domain}"]', '[]'],
      ['validation_method         = "DNS"', 'validation_method         = "EMAIL"'],
      ['name = var.dns_zone', 'name = var.domain'],
      [
        'certificate_arn         = aws_acm_certificate.domain[0].arn',
        'certificate_arn         = "arn:aws:acm:eu-west-1:123456789012:certificate/other"',
      ],
    ],
  },
  'budget.tf': {
    budget: [
      ['count = var.budget_usd > 0 ? 1 : 0', 'count = 1'],
      ['limit_amount = tostring(var.budget_usd)', 'limit_amount = "100"'],
      [
        'threshold                  = 80\n    threshold_type             = "PERCENTAGE"\n    subscriber_email_addresses = [var.budget_email]',
        'threshold                  = 80\n    threshold_type             = "PERCENTAGE"\n    subscriber_email_addresses = ["other@example.com"]',
      ],
    ],
  },
  'variables.tf': {
    variables: [
      ['condition     = var.budget_usd >= 0', 'condition     = var.budget_usd != null'],
      [
        'condition     = contains(["ON_DEMAND", "SPOT"], var.node_capacity)',
        'condition     = var.node_capacity != ""',
      ],
      [
        'condition     = var.nodes_per_zone_max >= var.nodes_per_zone_min',
        'condition     = var.nodes_per_zone_max >= 1',
      ],
      [' && floor(var.nodes_per_zone_max) == var.nodes_per_zone_max', ''],
      ['var.redis_nodes >= 2', 'var.redis_nodes >= 1'],
      ['var.node_disk_gib >= 20', 'var.node_disk_gib >= 10'],
    ],
  },
};

/** At least one for each assertion of terraform/platform/tests. */
const PLATFORM: Mutations = {
  'argocd.tf': {
    argocd: [
      ['live_chat_revision        = var.revision', 'live_chat_revision        = "HEAD"'],
      ['"live-chat/cluster"              = "true"', '"live-chat/cluster"              = "false"'],
      ['server = "https://kubernetes.default.svc"', 'server = "https://elsewhere"'],
      ['type = "ClusterIP"', 'type = "LoadBalancer"'],
      ['dex           = { enabled = false }', 'dex           = { enabled = true }'],
      ['file("${path.module}/../../argocd/health/application.lua")', '""'],
      ['  wait    = true\n  timeout = 900', '  wait    = false\n  timeout = 900'],
      ['redis-ha       = { enabled = var.argocd_ha }', 'redis-ha       = { enabled = false }'],
      [
        'repoServer     = { replicas = var.argocd_ha ? 2 : 1 }',
        'repoServer     = { replicas = 1 }',
      ],
      ['server         = { replicas = var.argocd_ha ? 2 : 1,', 'server         = { replicas = 2,'],
      ['length(var.environments) == 1 ? one(var.environments) : "*"', '"*"'],
      [
        '    repositoryUrl = local.repository_url',
        '    repositoryUrl = "https://github.com/other/live-chat.git"',
      ],
      ['sort(tolist(var.environments))', '["staging"]'],
      ['count = var.repository_private ? 1 : 0', 'count = 1'],
      [
        '"argocd.argoproj.io/secret-type" = "repository"',
        '"argocd.argoproj.io/secret-type" = "repo"',
      ],
      [
        '  data_wo = {\n    type     = "git"\n    url      = local.repository_url\n    username = "argocd"\n    password = var.repository_token\n  }\n  data_wo_revision = var.secrets_revision',
        '  data = { password = "kept" }',
      ],
    ],
    controllers: [['live_chat_domain          = var.domain', 'live_chat_domain          = ""']],
  },
  'environments.tf': {
    environments: [
      ['name = "live-chat-${each.key}"', 'name = each.key'],
      ['pod-readiness-gate-inject"    = "enabled"', 'pod-readiness-gate-inject"    = "disabled"'],
      [
        '"pod-security.kubernetes.io/enforce"         = "restricted"',
        '"pod-security.kubernetes.io/enforce"         = "baseline"',
      ],
      ['name      = "live-chat"', 'name      = "secret"'],
      ['data_wo_revision = var.secrets_revision', 'data_wo_revision = 1'],
      ['encrypted = "true"', 'encrypted = "false"'],
      ['reclaim_policy         = "Delete"', 'reclaim_policy         = "Retain"'],
      ['"WaitForFirstConsumer"', '"Immediate"'],
    ],
  },
  'load-balancer-controller.tf': {
    controllers: [
      ['vpcId  = data.aws_vpc.this.id', 'vpcId  = ""'],
      ['name = "aws-load-balancer-controller" }', 'name = "default" }'],
      ['defaultTags = { "live-chat:project" = var.project }', 'defaultTags = {}'],
      ['enableServiceMutatorWebhook = false', 'enableServiceMutatorWebhook = true'],
      ['enableWafv2  = false', 'enableWafv2  = true'],
    ],
  },
  'cluster-autoscaler.tf': {
    controllers: [
      ['clusterName = var.project', 'clusterName = "other"'],
      [
        'serviceAccount = { create = true, name = "cluster-autoscaler" }',
        'serviceAccount = { create = true, name = "default" }',
      ],
      ['balance-similar-node-groups   = true', 'balance-similar-node-groups   = false'],
      ['version    = "9.59.0"', 'version    = "latest"'],
    ],
  },
  'external-dns.tf': {
    controllers: [
      [
        'resource "helm_release" "external_dns" {\n  count = var.domain == "" ? 0 : 1',
        'resource "helm_release" "external_dns" {\n  count = 1',
      ],
      ['policy     = "sync"', 'policy     = "upsert-only"'],
      ['name = "external-dns" }', 'name = "default" }'],
      ['version    = "1.21.1"', 'version    = "latest"'],
    ],
  },
  'cluster.tf': {
    controllers: [
      ['"IMPORTED" : "AMAZON_ISSUED"', '"AMAZON_ISSUED" : "AMAZON_ISSUED"'],
      [': var.domain\n', ': "example.com"\n'],
    ],
  },
  'variables.tf': {
    variables: [
      [
        'condition     = length(var.live_chat_secret) >= 32',
        'condition     = length(var.live_chat_secret) >= 1',
      ],
      ['length(var.managed_redis) <= 1 && ', ''],
    ],
  },
};

const listed = (root: RootName, mutations: Mutations): readonly Mutation[] =>
  Object.entries(mutations).flatMap(([file, tests]) =>
    Object.entries(tests).flatMap(([test, pairs]) =>
      pairs.map(([find, replace]) => ({ root, file, find, replace, test })),
    ),
  );

export const MUTATIONS: readonly Mutation[] = [
  ...listed('cluster', CLUSTER),
  ...listed('platform', PLATFORM),
];
