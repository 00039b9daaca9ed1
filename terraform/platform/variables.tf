# Values come from config.sh through scripts/deploy/settings.sh; secrets from AWS through scripts/deploy/secret.sh.

variable "project" {
  type        = string
  description = "Name of the deployment and of its cluster."

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.project))
    error_message = "project must be 3 to 20 lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "region" {
  type        = string
  description = "AWS region of the cluster."

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

variable "managed_redis" {
  type        = set(string)
  description = "The environment whose Redis is ElastiCache."

  validation {
    condition     = length(var.managed_redis) <= 1 && length(setsubtract(var.managed_redis, var.environments)) == 0
    error_message = "managed_redis must name one of environments, or none: environments must not share a Redis."
  }
}

variable "repository" {
  type        = string
  description = "OWNER/NAME on GitHub, which Argo CD follows."

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$", var.repository))
    error_message = "repository must be OWNER/NAME on GitHub."
  }
}

variable "revision" {
  type        = string
  description = "Branch that Argo CD follows."

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$", var.revision))
    error_message = "revision must be the name of a branch."
  }
}

variable "repository_private" {
  type        = bool
  description = "Whether Argo CD needs a credential to read the repository."
}

variable "argocd_ha" {
  type        = bool
  description = "Whether Argo CD survives the loss of a node without a pause."
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

# The next three are in no plan and in no state: write-only arguments pass them to the cluster.

variable "live_chat_secret" {
  type        = string
  description = "LIVE_CHAT_SECRET."
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(var.live_chat_secret) >= 32
    error_message = "live_chat_secret must have 32 characters or more."
  }
}

variable "redis_passwords" {
  type        = map(string)
  description = "Password of each environment's Redis."
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = alltrue([for password in values(var.redis_passwords) : can(regex("^[A-Za-z0-9]{16,128}$", password))])
    error_message = "redis_passwords must each be 16 to 128 letters and digits, as they become part of an address."
  }
}

variable "repository_token" {
  type        = string
  description = "Read-only token for a private repository; empty for a public one."
  sensitive   = true
  ephemeral   = true
}

variable "secrets_revision" {
  type        = number
  description = "Another number makes Terraform write the secrets again."

  validation {
    condition     = var.secrets_revision >= 1 && floor(var.secrets_revision) == var.secrets_revision
    error_message = "secrets_revision must be a whole number from 1 on."
  }
}
