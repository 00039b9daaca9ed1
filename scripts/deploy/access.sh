# shellcheck shell=bash
# Access to the Kubernetes API: from this address, as this person, with kubectl. The endpoint is closed unless opened, and
# Terraform does not manage that (terraform/cluster/cluster.tf).

cluster_exists() { aws eks describe-cluster --name "$PROJECT" --query cluster.status --output text >/dev/null 2>&1; }

cluster_is_active() { [[ "$(aws eks describe-cluster --name "$PROJECT" --query cluster.status --output text 2>/dev/null)" == ACTIVE ]]; }

own_address() {
  local address="${API_ACCESS_ADDRESS-}"
  [[ -n $address ]] || address="$(curl --silent --fail --max-time 20 https://checkip.amazonaws.com)" ||
    die 'This machine could not learn its own address. Set API_ACCESS_ADDRESS to it.'
  [[ $address =~ ^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$ ]] || die "'$address' is no IPv4 address."
  printf '%s/32\n' "$address"
}

# "true 1.2.3.4/32 …": whether the endpoint is public, and for whom.
api_access() {
  aws eks describe-cluster --name "$PROJECT" --output json | jq --raw-output \
    '.cluster.resourcesVpcConfig | "\(.endpointPublicAccess // false) \((.publicAccessCidrs // []) | map(select(. != "0.0.0.0/0")) | join(" "))"'
}

set_api_access() {
  local public="$1" cidrs="$2" update
  wait_until 1200 'the cluster to be at rest' cluster_is_active || return 1
  if [[ $public == true ]]; then
    update="endpointPrivateAccess=true,endpointPublicAccess=true,publicAccessCidrs=$cidrs"
  else
    update='endpointPrivateAccess=true,endpointPublicAccess=false'
  fi
  aws eks update-cluster-config --name "$PROJECT" --resources-vpc-config "$update" >/dev/null
  wait_until 1200 'the API endpoint to change' cluster_is_active
}

open_api() {
  local own public cidrs
  own="$(own_address)" || exit 1
  read -r public cidrs <<<"$(api_access)"
  if [[ $public == true ]] && is_in_words "$own" "$cidrs"; then return; fi
  [[ $public == true ]] || cidrs="$API_ACCESS_CIDRS"
  cidrs="$cidrs $own"
  cidrs="${cidrs# }"
  log "Opening the Kubernetes API for $own …"
  set_api_access true "${cidrs// /,}"
}

# Back to what config.sh says. A job closes only what it has opened: a person may be building meanwhile.
close_api() {
  local public cidrs own cidr wanted="${API_ACCESS_CIDRS//[[:space:]]/ }"
  cluster_exists || return 0
  read -r public cidrs <<<"$(api_access)"
  if [[ -n ${GITHUB_ACTIONS-} && $public == true ]]; then
    own="$(own_address)" || exit 1
    for cidr in $cidrs; do
      [[ $cidr == "$own" ]] || is_in_words "$cidr" "$wanted" || wanted+=" $cidr"
    done
    wanted="${wanted# }"
  fi
  if [[ -z $wanted ]]; then
    [[ $public == false ]] || set_api_access false ''
  elif [[ $public != true || $cidrs != "$wanted" ]]; then
    set_api_access true "${wanted// /,}"
  fi
}

readonly WATCHERS=live-chat-watchers

# Gives the role that waits for deployments access as a member of a group that may only look at applications
# (terraform/platform/root-application).
admit_watcher() {
  local principal
  principal="$(iam_arn "role/$PROJECT-watch")"
  aws eks describe-access-entry --cluster-name "$PROJECT" --principal-arn "$principal" >/dev/null 2>&1 ||
    aws eks create-access-entry --cluster-name "$PROJECT" --principal-arn "$principal" --kubernetes-groups "$WATCHERS" >/dev/null
}

# Gives the caller access to the cluster. Not in Terraform's list, which would remove the access of the previous caller.
admit_caller() {
  local principal
  principal="$(caller_principal)"
  if ! aws eks describe-access-entry --cluster-name "$PROJECT" --principal-arn "$principal" >/dev/null 2>&1; then
    aws eks create-access-entry --cluster-name "$PROJECT" --principal-arn "$principal" >/dev/null
  fi
  aws eks associate-access-policy --cluster-name "$PROJECT" --principal-arn "$principal" --access-scope type=cluster \
    --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy >/dev/null
}

configure_kubectl() {
  aws eks update-kubeconfig --name "$PROJECT" --alias "$PROJECT" >/dev/null
}

kube() { kubectl --context "$PROJECT" --request-timeout=30s "$@"; }

api_answers() { kube get namespace default >/dev/null 2>&1; }
