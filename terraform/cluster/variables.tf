# Values come from config.sh through scripts/deploy/settings.sh, so defaults are there and not here.

variable "project" {
  type        = string
  description = "Name of the deployment; part of every resource's name."

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.project))
    error_message = "project must be 3 to 20 lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "region" {
  type        = string
  description = "AWS region, one with three availability zones."

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be an AWS region, such as eu-west-1."
  }
}

variable "account_id" {
  type        = string
  description = "The one AWS account that this may touch."

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be 12 digits."
  }
}

variable "environments" {
  type        = set(string)
  description = "Environments on this cluster."

  validation {
    condition     = length(var.environments) > 0 && alltrue([for name in var.environments : can(regex("^[a-z][a-z0-9-]{0,19}$", name))])
    error_message = "environments must hold at least one name of 1 to 20 lower-case letters, digits and hyphens."
  }
}

variable "kubernetes_version" {
  type        = string
  description = "Minor version of Kubernetes."

  validation {
    condition     = can(regex("^1\\.(3[5-9]|4[0-9])$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor version from 1.35 on."
  }
}

variable "node_types" {
  type        = list(string)
  description = "Instance types of the nodes, the preferred one first."

  validation {
    condition     = length(var.node_types) > 0 && alltrue([for type in var.node_types : can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", type))])
    error_message = "node_types must hold at least one instance type, such as t4g.medium."
  }

  validation {
    condition     = length(distinct([for type in var.node_types : can(regex("^[a-z]+[0-9]+g", type))])) <= 1
    error_message = "node_types must all be of one architecture, arm64 or amd64."
  }
}

variable "node_capacity" {
  type        = string
  description = "How nodes are bought."

  validation {
    condition     = contains(["ON_DEMAND", "SPOT"], var.node_capacity)
    error_message = "node_capacity must be ON_DEMAND or SPOT."
  }
}

variable "nodes_per_zone_min" {
  type        = number
  description = "Nodes that each zone always has."

  validation {
    condition     = var.nodes_per_zone_min >= 1 && var.nodes_per_zone_min <= 20 && floor(var.nodes_per_zone_min) == var.nodes_per_zone_min
    error_message = "nodes_per_zone_min must be a whole number from 1 to 20."
  }
}

variable "nodes_per_zone_max" {
  type        = number
  description = "Nodes that each zone has at most."

  validation {
    condition     = var.nodes_per_zone_max <= 20 && floor(var.nodes_per_zone_max) == var.nodes_per_zone_max
    error_message = "nodes_per_zone_max must be a whole number of at most 20."
  }

  validation {
    condition     = var.nodes_per_zone_max >= var.nodes_per_zone_min
    error_message = "nodes_per_zone_max must not be below nodes_per_zone_min."
  }
}

variable "node_disk_gib" {
  type        = number
  description = "Disk of a node, GiB."

  validation {
    condition     = var.node_disk_gib >= 20 && var.node_disk_gib <= 500
    error_message = "node_disk_gib must be from 20 to 500."
  }
}

variable "vpc_cidr" {
  type        = string
  description = "Addresses of the VPC."

  validation {
    condition     = can(cidrhost(var.vpc_cidr, 0)) && can(regex("/(16|17|18|19|20)$", var.vpc_cidr))
    error_message = "vpc_cidr must be an address range from /16 to /20."
  }

  validation {
    condition     = can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.vpc_cidr))
    error_message = "vpc_cidr must be a private range: in 10/8, 172.16/12 or 192.168/16."
  }
}

variable "nat_per_zone" {
  type        = bool
  description = "Whether each zone has a NAT gateway of its own."
}

variable "api_access_cidrs" {
  type        = set(string)
  description = "Who may reach the Kubernetes API from outside. None: the endpoint starts closed."

  validation {
    condition     = alltrue([for cidr in var.api_access_cidrs : can(cidrhost(cidr, 0)) && can(regex("/([89]|[12][0-9]|3[0-2])$", cidr))])
    error_message = "api_access_cidrs must be address ranges of /8 at most: never the whole internet."
  }
}

variable "admin_role_arns" {
  type        = set(string)
  description = "IAM roles of people who administer the cluster."

  validation {
    condition     = alltrue([for arn in var.admin_role_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$", arn))])
    error_message = "admin_role_arns must be ARNs of IAM roles."
  }
}

variable "managed_redis" {
  type        = set(string)
  description = "Environments whose Redis is ElastiCache; the others run one in the cluster."

  validation {
    condition     = length(setsubtract(var.managed_redis, var.environments)) == 0
    error_message = "managed_redis must name environments only."
  }
}

variable "redis_node_type" {
  type        = string
  description = "Size of a managed Redis node."

  validation {
    condition     = can(regex("^cache\\.[a-z0-9]+\\.[a-z0-9]+$", var.redis_node_type))
    error_message = "redis_node_type must be an ElastiCache node type, such as cache.t4g.micro."
  }
}

variable "redis_nodes" {
  type        = number
  description = "Nodes of a managed Redis: one primary and its replicas."

  validation {
    condition     = var.redis_nodes >= 2 && var.redis_nodes <= 6 && floor(var.redis_nodes) == var.redis_nodes
    error_message = "redis_nodes must be a whole number from 2 to 6: with one there is no failover."
  }
}

variable "redis_passwords" {
  type        = map(string)
  description = "Password of each environment's Redis; scripts/deploy/secret.sh hands it on from AWS."
  sensitive   = true

  validation {
    condition     = alltrue([for password in values(var.redis_passwords) : can(regex("^[A-Za-z0-9]{16,128}$", password))])
    error_message = "redis_passwords must each be 16 to 128 letters and digits, as they become part of an address."
  }
}

variable "domain" {
  type        = string
  description = "Host of production; empty for none."

  validation {
    condition     = var.domain == "" || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain))
    error_message = "domain must be a host name, such as chat.example.com, or empty."
  }
}

variable "dns_zone" {
  type        = string
  description = "Name of the Route 53 zone that holds the domain; empty without one."

  validation {
    condition     = var.domain == "" ? var.dns_zone == "" : var.domain == var.dns_zone || endswith(var.domain, ".${var.dns_zone}")
    error_message = "dns_zone must hold domain, and be empty when domain is."
  }
}

variable "log_retention_days" {
  type        = number
  description = "Days for which the control plane's logs are kept."

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one of CloudWatch's steps: 1, 3, 5, 7, 14, 30, 60, 90 and so on."
  }
}

variable "budget_usd" {
  type        = number
  description = "US dollars a month above which an e-mail is sent; 0 for none."

  validation {
    condition     = var.budget_usd >= 0
    error_message = "budget_usd must be 0 or more."
  }
}

variable "budget_email" {
  type        = string
  description = "Who is told that the budget is exceeded."

  validation {
    condition     = var.budget_usd == 0 || can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.budget_email))
    error_message = "budget_email must be an e-mail address when budget_usd is above 0."
  }
}
