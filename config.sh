# shellcheck shell=bash disable=SC2034  # read by scripts/deploy/settings.sh, never run
# All settings of a deployment, for scripts, Terraform and workflows.
#
# Each setting has a default that works. An environment variable of the same name takes precedence over this file.
# All are checked together before anything is created (scripts/deploy/settings.sh, which has the limits).
# Do not put secrets here: LIVE_CHAT_SECRET comes from the environment, the others are created and stored in AWS.
# The number and size of an environment's pods are in environments/ENV/values.yaml.

# ── What and where ──────────────────────────────────────────────────────────────────────────────
# Name of the deployment, which every resource in AWS carries. Two deployments in one account need different names.
PROJECT="${PROJECT-live-chat}"
# AWS region. Not AWS_REGION: CloudShell sets that to whatever the console shows.
REGION="${REGION-eu-west-1}"
# The 12 digits of the one account to deploy to. Empty: the account of the credentials, after one confirmation.
AWS_ACCOUNT_ID="${AWS_ACCOUNT_ID-}"
# Environments on this cluster: one folder of environments/, or all of them, separated by spaces.
# For production on its own cluster: PROJECT=live-chat-production ENVIRONMENTS=production ./build.sh
ENVIRONMENTS="${ENVIRONMENTS-staging production}"

# ── Source ──────────────────────────────────────────────────────────────────────────────────────
# OWNER/NAME on GitHub, which Argo CD follows and whose workflows may deploy. Empty: git's remote 'origin'.
REPOSITORY="${REPOSITORY-}"
# Branch that Argo CD follows, whose workflows may deploy. If you change it, also change 'branches' in the workflows that have them.
REVISION="${REVISION-main}"
# true: Argo CD reads the repository with the credential in ARGOCD_REPOSITORY_TOKEN (environment, never here).
REPOSITORY_PRIVATE="${REPOSITORY_PRIVATE-false}"

# ── Cluster ─────────────────────────────────────────────────────────────────────────────────────
# Kubernetes minor version; one in AWS's standard support, because extended support costs six times as much.
KUBERNETES_VERSION="${KUBERNETES_VERSION-1.35}"
# Instance types of the nodes, all of one architecture, separated by spaces; the first is preferred.
NODE_TYPES="${NODE_TYPES-t4g.medium}"
# ON_DEMAND, or SPOT: cheaper, and AWS may take a node back at two minutes' notice.
NODE_CAPACITY="${NODE_CAPACITY-ON_DEMAND}"
# Minimum and maximum number of nodes in each of the three zones.
NODES_PER_ZONE_MIN="${NODES_PER_ZONE_MIN-1}"
NODES_PER_ZONE_MAX="${NODES_PER_ZONE_MAX-3}"
# Disk of a node, GiB.
NODE_DISK_GIB="${NODE_DISK_GIB-30}"
# Argo CD with three replicas of everything: true, false, or auto (true where production runs).
ARGOCD_HA="${ARGOCD_HA-auto}"

# ── Network ─────────────────────────────────────────────────────────────────────────────────────
# Addresses of the VPC, /16 to /20. Its three zones are split from it.
VPC_CIDR="${VPC_CIDR-10.20.0.0/16}"
# true: a NAT gateway per zone, so that losing a zone affects no other one. false: one gateway, a third of the price.
NAT_PER_ZONE="${NAT_PER_ZONE-false}"
# CIDRs that may always reach the Kubernetes API from outside, separated by spaces. Empty: nobody;
# scripts/api-access.sh opens it for one address and closes it again.
API_ACCESS_CIDRS="${API_ACCESS_CIDRS-}"
# IAM roles of people who administer the cluster, as ARNs separated by spaces. The caller of build.sh gets access automatically.
ADMIN_ROLE_ARNS="${ADMIN_ROLE_ARNS-}"

# ── Redis ───────────────────────────────────────────────────────────────────────────────────────
# Which environment has a managed Redis (ElastiCache for Valkey) instead of one pod: environments/ENV/env.yaml.
# Its size, and how many nodes: one primary and its replicas, in different zones.
REDIS_NODE_TYPE="${REDIS_NODE_TYPE-cache.t4g.micro}"
REDIS_NODES="${REDIS_NODES-2}"

# ── Name on the internet ────────────────────────────────────────────────────────────────────────
# Host of production, such as chat.example.com; other environments are ENV.chat.example.com.
# Empty: the load balancer's own name and a self-signed certificate, for which browsers show a warning.
DOMAIN="${DOMAIN-}"
# The Route 53 zone that holds DOMAIN. Empty: DOMAIN itself.
DNS_ZONE="${DNS_ZONE-}"

# ── Upkeep ──────────────────────────────────────────────────────────────────────────────────────
# Days for which the cluster's logs are kept; one of the values that CloudWatch accepts.
LOG_RETENTION_DAYS="${LOG_RETENTION_DAYS-30}"
# US dollars a month above which AWS notifies BUDGET_EMAIL. 0: no alarm.
BUDGET_USD="${BUDGET_USD-0}"
BUDGET_EMAIL="${BUDGET_EMAIL-}"
