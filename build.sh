#!/usr/bin/env bash
# From nothing to a cluster that runs the chat. Safe to stop and to run again at any point: what is done is
# seen in AWS, in Terraform's state and in the cluster, never in a file of this checkout.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
for noun in log step wait settings tools account state github roles bootstrap terraform secret certificate cost losses images-file image branch access argocd leftovers import; do
  # shellcheck source=/dev/null
  source "$ROOT/scripts/deploy/$noun.sh"
done

usage() {
  cat <<'TEXT'
Usage: ./build.sh [--plan] [--yes] [--replace ADDRESSES] [--generate-secret] [--unlock]
  --plan             say what would be made and what it costs; change nothing
  --yes              ask nothing (for workflows); refuse a plan that deletes or replaces anything
  --replace          what --yes may delete or replace all the same: Terraform's addresses, separated by blanks
  --generate-secret  make LIVE_CHAT_SECRET instead of taking it from the environment
  --unlock           remove the lock of a run that is dead
Settings: config.sh. Secrets: LIVE_CHAT_SECRET, and ARGOCD_REPOSITORY_TOKEN for a private repository.
TEXT
}

read_arguments() {
  PLAN_ONLY='' ASSUME_YES='' GENERATE_SECRET='' UNLOCK='' REPLACE=''
  while (($# > 0)); do
    case "$1" in
      --plan) PLAN_ONLY=true ;;
      --yes) ASSUME_YES=true ;;
      --generate-secret) GENERATE_SECRET=true ;;
      --unlock) UNLOCK=true ;;
      --replace) REPLACE+=" ${2?--replace needs addresses}" && shift ;;
      --help) usage && exit ;;
      *) usage >&2 && die "Unknown argument $1." ;;
    esac
    shift
  done
  export ASSUME_YES GENERATE_SECRET UNLOCK REPLACE
}

check_everything() {
  step 'Checks'
  need_tools_for_aws
  need_tools_for_cluster
  need_tools_for_images
  report_tools
  load_settings
  [[ -n $REPOSITORY ]] || die 'REPOSITORY is empty and git has no remote on GitHub. Set REPOSITORY=OWNER/NAME.'
  enter_account
  log "Account $AWS_ACCOUNT_ID, region $REGION, as $CALLER_ARN."
  refuse_weak_secret
  # A plan needs none: a pull request has no secret, and its role may not read one.
  [[ -n $PLAN_ONLY ]] || check_secrets
}

# Without a bucket there is no state yet, and the plan is made beside the checkout.
plan_without_state() {
  cp -R "$ROOT/terraform/cluster" "$WORK/cluster"
  rm -rf "$WORK/cluster/.terraform" "$WORK/cluster/tests"
  printf 'terraform {\n  backend "local" {}\n}\n' >"$WORK/cluster/backend_override.tf"
  write_variables cluster "$WORK/cluster"
  terraform -chdir="$WORK/cluster" init -input=false >/dev/null
  terraform -chdir="$WORK/cluster" plan -input=false -compact-warnings -out="$WORK/cluster.tfplan" >&2
  terraform -chdir="$WORK/cluster" show -json "$WORK/cluster.tfplan" >"$WORK/cluster.json"
}

show_cost() {
  heading 'What it costs'
  cost_of_plan "$WORK/cluster.json" >&2
}

# Writes the plan, also as JSON. Answers with 0: nothing to do, 2: something.
plan_cluster() {
  local code=0
  plan_root cluster "$WORK/cluster.tfplan" || code=$?
  ((code == 0 || code == 2)) || die 'The plan of terraform/cluster failed.'
  terraform_in cluster show -json "$WORK/cluster.tfplan" >"$WORK/cluster.json"
  return "$code"
}

# Plans, says what it costs, asks, applies. The answer is asked only when something would change.
apply_cluster() {
  local code=0
  step 'Cluster: network, EKS, registry, Redis'
  forget_imports
  clear_dead_lock cluster
  init_root cluster
  plan_cluster || code=$?
  # What is taken over shows what hangs on it: a route is known by its table.
  while ((code == 2)) && write_imports "$WORK/cluster.json"; do
    code=0
    plan_cluster || code=$?
  done
  forget_imports
  show_cost
  ((code == 2)) || { log 'The cluster is as it should be.' && return; }
  agree_to_losses "$WORK/cluster.json"
  [[ -n $ASSUME_YES ]] || confirm_word "$PROJECT" 'Make or change what the plan above says?'
  apply_plan cluster "$WORK/cluster.tfplan"
}

apply_platform() {
  local code=0
  step 'Platform: controllers, Argo CD, namespaces'
  clear_dead_lock platform
  init_root platform
  plan_root platform "$WORK/platform.tfplan" || code=$?
  case "$code" in
    0) log 'The platform is as it should be.' ;;
    2)
      terraform_in platform show -json "$WORK/platform.tfplan" >"$WORK/platform.json"
      agree_to_losses "$WORK/platform.json"
      apply_plan platform "$WORK/platform.tfplan"
      ;;
    *) die 'The plan of terraform/platform failed.' ;;
  esac
}

only_plan() {
  step 'Plan'
  export_secrets look
  if state_bucket_exists; then
    local code=0
    init_root cluster
    plan_root cluster "$WORK/cluster.tfplan" -lock=false || code=$?
    ((code == 0 || code == 2)) || die 'The plan of terraform/cluster failed.'
    terraform_in cluster show -json "$WORK/cluster.tfplan" >"$WORK/cluster.json"
  else
    plan_without_state
  fi
  show_cost
  agree_to_losses "$WORK/cluster.json"
  log 'Nothing was changed. terraform/platform (controllers, Argo CD) is planned once the cluster is there.'
}

make_images() {
  local images
  step 'Images of staging'
  images_are_committed || die 'There are changes under src/ that are not committed: an image is made from a commit. Commit or stash them.'
  images="$(ensure_images)"
  record_staging "$images"
}

enter_cluster() {
  step 'Access to the cluster'
  open_api
  admit_caller
  admit_watcher
  configure_kubectl
  wait_until 300 'the Kubernetes API to answer' api_answers || die 'The Kubernetes API does not answer.'
}

wait_for_applications() {
  local environment
  step 'Applications'
  fetch_branch
  refresh_applications
  while read -r environment; do
    [[ -n $environment ]] || continue
    publish_balancer_host "$environment" || { explain_application "$environment" && die "AWS gave $environment no balancer. docs/cluster.md, 'When a build stops half-way'."; }
    wait_for_application "$environment"
  done <<<"$(running_environments)"
}

say_where() {
  local environment
  heading 'Done'
  while read -r environment; do
    [[ -n $environment ]] || continue
    printf '%s: %s\n' "$environment" "$(address_of "$environment")"
  done <<<"$(running_environments)"
  if [[ -z $DOMAIN ]]; then
    log 'The certificate is self-signed: the browser will say that the connection is not private (NET::ERR_CERT_AUTHORITY_INVALID)'
    log "and let you go on under 'Advanced'. The name in it is right; with DOMAIN in config.sh the warning goes."
  fi
  log "kubectl is set up: kubectl --context $PROJECT get pods --all-namespaces"
  log 'The Kubernetes API is open to this address. To close it: scripts/api-access.sh close'
}

main() {
  read_arguments "$@"
  WORK="$(mktemp -d)"
  watch_steps
  check_everything
  if [[ -n $PLAN_ONLY ]]; then
    only_plan
    return
  fi

  ask_for_new_account
  step 'Bootstrap'
  bootstrap_is_there || ensure_bootstrap
  step 'Secrets'
  ensure_secrets
  step 'Certificate'
  ensure_certificate
  export_secrets apply
  apply_cluster
  make_images
  enter_cluster
  apply_platform
  wait_for_applications
  say_where
}

main "$@"
