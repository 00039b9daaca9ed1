#!/usr/bin/env bash
# Deletes a cluster completely, and verifies it. Works from half-built and half-destroyed states, and when the cluster's API
# cannot be reached; fails if anything is left.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
for noun in log step wait settings tools account state github roles bootstrap terraform secret certificate access applications leftovers cleanup; do
  # shellcheck source=/dev/null
  source "$ROOT/scripts/deploy/$noun.sh"
done

usage() {
  cat <<'TEXT'
Usage: ./destroy.sh [--yes] [--all] [--unlock]
  --yes     do not ask (for workflows)
  --all     also what bootstrap made: the state bucket, GitHub's roles
  --unlock  remove the lock of a run that is dead
TEXT
}

read_arguments() {
  ASSUME_YES='' ALL='' UNLOCK=''
  for argument in "$@"; do
    case "$argument" in
      --yes) ASSUME_YES=true ;;
      --all) ALL=true ;;
      --unlock) UNLOCK=true ;;
      --help) usage && exit ;;
      *) usage >&2 && die "Unknown argument $argument." ;;
    esac
  done
  export ASSUME_YES UNLOCK
}

check_everything() {
  step 'Checks'
  need_tools_for_aws
  need_tools_for_cluster
  report_tools
  load_settings
  enter_account
  log "Account $AWS_ACCOUNT_ID, region $REGION, as $CALLER_ARN."
  [[ -n $ASSUME_YES ]] || confirm_word "$PROJECT" "Everything of $PROJECT in account $AWS_ACCOUNT_ID, $REGION, goes: cluster, images, names still held, mailboxes."
}

# Sets REACHABLE. If the cluster does not answer, the script continues without it.
reach_cluster() {
  REACHABLE=''
  step 'Access to the cluster'
  if ! cluster_exists; then
    log 'There is no cluster.'
  elif ! (open_api && admit_caller && configure_kubectl) || ! wait_until "${WAIT_API:-180}" 'the Kubernetes API to answer' api_answers; then
    warn 'The Kubernetes API cannot be reached. What its controllers made is taken away by asking AWS.'
  else
    REACHABLE=true
  fi
}

# While the load balancer controller, its role and its access still work: after that nothing removes what it created.
remove_applications() {
  step 'Applications'
  if [[ -n $REACHABLE ]]; then take_down_applications; fi
  step 'Ingresses, balancers, volumes'
  if [[ -n $REACHABLE ]]; then take_down_balancers; fi
}

remove_platform() {
  local count
  step 'Platform'
  state_bucket_exists || { log 'There is no state.' && return; }
  clear_dead_lock platform
  init_root platform
  count="$(count_resources platform)"
  if ((count == 0)); then
    log 'There is no platform.'
  elif [[ -n $REACHABLE ]]; then
    export_secrets destroy
    # A webhook of the controller, which is gone by now, may have prevented an Ingress from being released.
    destroy_root platform || { release_balancer_objects && destroy_root platform; } || die 'The platform could not be destroyed.'
  else
    # All of it lives inside the cluster and goes with it.
    forget_resources platform
  fi
}

# Resources that controllers left block the network, so the cluster is not touched before they are gone.
clean_up() {
  step 'Clean up what controllers made'
  if ! wait_until "${WAIT_CLEANUP:-600}" 'AWS to let go of what controllers made' clean_up_controllers; then
    made_by_controllers >&2
    die 'The above could not be removed; the network under it would not go either. Remove it by hand, then run this again.'
  fi
}

remove_cluster() {
  local count
  step 'Cluster'
  state_bucket_exists || { log 'There is no state.' && return; }
  clear_dead_lock cluster
  init_root cluster
  count="$(count_resources cluster)"
  if ((count == 0)); then
    log 'There is no cluster.'
    return
  fi
  export_secrets destroy
  if ! destroy_root cluster; then
    # Interfaces of the network plug-in become free only when the nodes are gone.
    wait_until "${WAIT_CLEANUP:-600}" 'AWS to let go of what nodes left' clean_up_controllers || true
    destroy_root cluster || die 'The cluster could not be destroyed.'
  fi
}

# What cannot be deleted is reported, and is in the list at the end: one refusal does not prevent deleting the rest.
remove_rest() {
  step 'Logs'
  # What was attached to nodes is free now.
  wait_until "${WAIT_CLEANUP:-600}" 'AWS to let go of what nodes left' clean_up_controllers || true
  remove_log_groups
  step 'Secrets'
  remove_secrets
  step 'Certificate'
  remove_certificates
}

list_and_fail() {
  printf '%s\n' "$1"
  die "$(wc -l <<<"$1" | tr -d ' ') left of $PROJECT."
}

verify() {
  local left
  step 'What is left'
  left="$(leftovers)"
  [[ -z $left ]] || list_and_fail "$left"
  [[ -n $ALL ]] || return 0
  step 'State bucket and roles'
  remove_bootstrap
  left="$(bootstrap_leftovers)"
  [[ -z $left ]] || list_and_fail "$left"
}

say_what_stays() {
  log "Nothing is left of $PROJECT in account $AWS_ACCOUNT_ID, $REGION."
  if [[ -z $ALL ]]; then log 'Kept for the next build: the state bucket and GitHub'\''s roles (./destroy.sh --all removes them).'; fi
  log 'environments/*/images.yaml still names images that are gone; the next build makes them again from their commit, or records new ones.'
}

main() {
  read_arguments "$@"
  watch_steps
  check_everything
  reach_cluster
  remove_applications
  remove_platform
  clean_up
  remove_cluster
  remove_rest
  verify
  say_what_stays
}

main "$@"
