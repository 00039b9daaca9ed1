# shellcheck shell=bash
# The settings of config.sh: loaded, all checked together, and passed on.
# Expects ROOT (the checkout) and the functions of log.sh.

readonly SETTINGS=(
  PROJECT REGION AWS_ACCOUNT_ID ENVIRONMENTS REPOSITORY REVISION REPOSITORY_PRIVATE
  KUBERNETES_VERSION NODE_TYPES NODE_CAPACITY NODES_PER_ZONE_MIN NODES_PER_ZONE_MAX NODE_DISK_GIB ARGOCD_HA
  VPC_CIDR NAT_PER_ZONE API_ACCESS_CIDRS ADMIN_ROLE_ARNS
  REDIS_NODE_TYPE REDIS_NODES DOMAIN DNS_ZONE
  LOG_RETENTION_DAYS BUDGET_USD BUDGET_EMAIL
)

# CloudWatch accepts no other numbers of days.
readonly LOG_RETENTION_STEPS='1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653'

WRONG_SETTINGS=()

wrong() { WRONG_SETTINGS+=("$1 is '${!1}': $2"); }

must_match() { [[ ${!1} =~ $2 ]] || wrong "$1" "$3"; }

must_be_number() {
  local name="$1" low="$2" high="$3" value="${!1}"
  if [[ ! $value =~ ^(0|[1-9][0-9]{0,8})$ ]] || ((value < low || value > high)); then
    wrong "$name" "must be a whole number from $low to $high."
  fi
}

must_be_one_of() {
  local name="$1" choice
  shift
  for choice in "$@"; do [[ ${!name} == "$choice" ]] && return; done
  wrong "$name" "must be one of: $*."
}

# Every word of a list matches; the caller rejects an empty list.
words_must_match() {
  local word
  for word in ${!1}; do [[ $word =~ $2 ]] || { wrong "$1" "$3" && return; }; done
}

must_not_be_empty() { [[ ${!1} =~ [^[:space:]] ]] || wrong "$1" 'must not be empty.'; }

is_in_words() { [[ " $2 " == *" $1 "* ]]; }

readonly OCTET='(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
readonly CIDR="^(${OCTET}\.){3}${OCTET}/(3[0-2]|[12]?[0-9])$"
readonly HOST_NAME='^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$'

check_deployment() {
  # Bucket, role and load balancer names contain it; the longest of them may have 63 characters.
  must_match PROJECT '^[a-z][a-z0-9-]{1,18}[a-z0-9]$' \
    'must be 3 to 20 lower-case letters, digits and hyphens, starting with a letter.'
  [[ $PROJECT != *--* ]] || wrong PROJECT 'must not hold two hyphens in a row.'
  must_match REGION '^[a-z]{2}(-[a-z]+)+-[0-9]$' 'must be an AWS region, such as eu-west-1.'
  [[ -z $AWS_ACCOUNT_ID ]] || must_match AWS_ACCOUNT_ID '^[0-9]{12}$' 'must be 12 digits, or empty.'
  must_not_be_empty ENVIRONMENTS
  words_must_match ENVIRONMENTS '^[a-z][a-z0-9-]{0,19}$' \
    'each must be 1 to 20 lower-case letters, digits and hyphens.'
  [[ -z $REPOSITORY ]] || must_match REPOSITORY '^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$' \
    'must be OWNER/NAME on GitHub.'
  must_match REVISION '^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$' 'must be the name of a branch.'
  must_be_one_of REPOSITORY_PRIVATE true false
}

# arm64 families have a g after the generation: t4g, m7g, c7gn. A node group has one architecture.
architecture_of() { if [[ $1 =~ ^[a-z]+[0-9]+g ]]; then echo arm64; else echo amd64; fi; }

check_one_architecture() {
  local type
  for type in $NODE_TYPES; do
    [[ $(architecture_of "$type") == "$(architecture_of "${NODE_TYPES%% *}")" ]] ||
      { wrong NODE_TYPES 'must all be of one architecture, arm64 or amd64.' && return; }
  done
}

check_cluster() {
  must_match KUBERNETES_VERSION '^1\.(3[5-9]|4[0-9])$' 'must be a minor version from 1.35 on, such as 1.35.'
  must_not_be_empty NODE_TYPES
  words_must_match NODE_TYPES '^[a-z][a-z0-9-]*\.[a-z0-9-]+$' 'each must be an instance type, such as t4g.medium.'
  check_one_architecture
  must_be_one_of NODE_CAPACITY ON_DEMAND SPOT
  must_be_number NODES_PER_ZONE_MIN 1 20
  must_be_number NODES_PER_ZONE_MAX 1 20
  if [[ $NODES_PER_ZONE_MIN$NODES_PER_ZONE_MAX =~ ^[0-9]+$ ]] && ((NODES_PER_ZONE_MAX < NODES_PER_ZONE_MIN)); then
    wrong NODES_PER_ZONE_MAX "must not be below NODES_PER_ZONE_MIN ($NODES_PER_ZONE_MIN)."
  fi
  must_be_number NODE_DISK_GIB 20 500
  must_be_one_of ARGOCD_HA true false auto
}

check_network() {
  must_match VPC_CIDR "$CIDR" 'must be an address range, such as 10.20.0.0/16.'
  must_match VPC_CIDR '/(16|17|18|19|20)$' 'must be a range from /16 to /20.'
  must_match VPC_CIDR '^(10\.|172\.(1[6-9]|2[0-9]|3[01])\.|192\.168\.)' 'must be a private range.'
  must_be_one_of NAT_PER_ZONE true false
  words_must_match API_ACCESS_CIDRS "$CIDR" 'each must be an address range, such as 203.0.113.7/32.'
  words_must_match API_ACCESS_CIDRS '/([89]|[12][0-9]|3[0-2])$' 'must not be open to the whole internet: /8 at most.'
  words_must_match ADMIN_ROLE_ARNS '^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$' 'each must be the ARN of an IAM role.'
}

check_redis() {
  must_match REDIS_NODE_TYPE '^cache\.[a-z0-9]+\.[a-z0-9]+$' 'must be an ElastiCache node type, such as cache.t4g.micro.'
  must_be_number REDIS_NODES 2 6
}

# Argo CD selects one environment by its name, or all (terraform/platform/argocd.tf).
check_environments_exist() {
  local environment all=0 wanted=0
  for environment in "$ROOT"/environments/*/env.yaml; do ((all += 1)); done
  for environment in $ENVIRONMENTS; do
    ((wanted += 1))
    [[ -f $ROOT/environments/$environment/env.yaml ]] ||
      wrong ENVIRONMENTS "there is no environments/$environment/env.yaml."
  done
  ((wanted <= 1 || wanted == all)) || wrong ENVIRONMENTS "must be one environment or all $all of environments/."
}

check_domain() {
  [[ -z $DOMAIN ]] || must_match DOMAIN "$HOST_NAME" 'must be a host name, such as chat.example.com.'
  [[ -z $DNS_ZONE ]] || must_match DNS_ZONE "$HOST_NAME" 'must be the name of a Route 53 zone.'
  [[ -z $DNS_ZONE || -n $DOMAIN ]] || wrong DNS_ZONE 'is of use only with DOMAIN, which is empty.'
  if [[ -n $DOMAIN && -n $DNS_ZONE && $DOMAIN != "$DNS_ZONE" && $DOMAIN != *".$DNS_ZONE" ]]; then
    wrong DNS_ZONE "does not hold DOMAIN ($DOMAIN)."
  fi
}

check_care() {
  is_in_words "$LOG_RETENTION_DAYS" "$LOG_RETENTION_STEPS" ||
    wrong LOG_RETENTION_DAYS "must be one of: $LOG_RETENTION_STEPS."
  must_be_number BUDGET_USD 0 1000000
  [[ -z $BUDGET_EMAIL ]] || must_match BUDGET_EMAIL '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$' 'must be an e-mail address.'
  [[ $BUDGET_USD == 0 || -n $BUDGET_EMAIL ]] || wrong BUDGET_EMAIL 'must be given when BUDGET_USD is above 0.'
}

# OWNER/NAME of git's remote 'origin', if that is on GitHub.
repository_of_origin() {
  local url
  url="$(git -C "$ROOT" remote get-url origin 2>/dev/null)" || return 0
  [[ $url =~ github\.com[:/]([^/]+/[^/]+)$ ]] || return 0
  printf '%s\n' "${BASH_REMATCH[1]%.git}"
}

derive_settings() {
  [[ -n $REPOSITORY ]] || REPOSITORY="$(repository_of_origin)"
  [[ -n $DNS_ZONE || -z $DOMAIN ]] || DNS_ZONE="$DOMAIN"
  if [[ $ARGOCD_HA == auto ]]; then
    if is_in_words production "$ENVIRONMENTS"; then ARGOCD_HA=true; else ARGOCD_HA=false; fi
  fi
  # shellcheck disable=SC2034  # images.sh builds for it
  NODE_ARCHITECTURE="$(architecture_of "${NODE_TYPES%% *}")"
  MANAGED_REDIS="$(environments_with_managed_redis)"
}

# Environments of this cluster whose env.yaml says so. At most one, because they must not share a Redis.
environments_with_managed_redis() {
  local environment found=''
  for environment in $ENVIRONMENTS; do
    if grep --quiet '^redis: managed\b' "$ROOT/environments/$environment/env.yaml"; then
      found+="${found:+ }$environment"
    fi
  done
  printf '%s\n' "$found"
}

# Loads config.sh, checks it, and exports every setting. Every invalid value is reported before anything runs.
load_settings() {
  local name
  # shellcheck source=/dev/null
  source "$ROOT/config.sh"
  WRONG_SETTINGS=()
  check_deployment
  check_cluster
  check_network
  check_redis
  check_domain
  check_care
  check_environments_exist
  if ((${#WRONG_SETTINGS[@]} > 0)); then
    log 'config.sh or the environment has settings that cannot be:'
    printf '  %s\n' "${WRONG_SETTINGS[@]}" >&2
    die "${#WRONG_SETTINGS[@]} wrong; nothing was done."
  fi
  derive_settings
  [[ $MANAGED_REDIS != *' '* ]] || die "Only one environment can have the managed Redis, not $MANAGED_REDIS."
  for name in "${SETTINGS[@]}" MANAGED_REDIS; do export "${name?}"; done
  # The tools read these. Values from the shell may name another region.
  export AWS_REGION="$REGION" AWS_DEFAULT_REGION="$REGION" AWS_PAGER=''
}

# The settings as Terraform variables: each has the setting's name in lower case and its own type.
settings_as_variables() {
  local name
  for name in "${SETTINGS[@]}" MANAGED_REDIS; do printf '%s\t%s\n' "${name,,}" "${!name}"; done | jq --raw-input --null-input '
    def words: [splits("[[:space:]]+") | select(. != "")];
    [inputs | split("\t") | {key: .[0], value: .[1]}] | from_entries
    | with_entries(
        if .key | IN("environments", "node_types", "api_access_cidrs", "admin_role_arns", "managed_redis")
        then .value |= words
        elif .key | IN("nodes_per_zone_min", "nodes_per_zone_max", "node_disk_gib", "redis_nodes", "log_retention_days", "budget_usd")
        then .value |= tonumber
        elif .key | IN("nat_per_zone", "repository_private", "argocd_ha")
        then .value |= (. == "true")
        else . end)
    | .account_id = .aws_account_id | del(.aws_account_id)'
}
