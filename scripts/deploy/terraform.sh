# shellcheck shell=bash
# Terraform's two roots, with their state in the bucket and their variables from config.sh.

# shellcheck disable=SC2153  # ROOT is the checkout; root, one of Terraform's two
write_variables() {
  local declared
  # A root would print a long warning about every setting that it does not declare.
  declared="$(sed -n -E 's/^variable "([a-z0-9_]+)".*/\1/p' "$ROOT/terraform/$1/variables.tf")"
  settings_as_variables | jq --arg declared "$declared" \
    'with_entries(select(.key | IN($declared | split("\n")[])))' >"${2:-$ROOT/terraform/$1}/settings.auto.tfvars.json"
}

terraform_in() {
  local root="$1"
  shift
  terraform -chdir="$ROOT/terraform/$root" "$@"
}

init_root() {
  local root="$1"
  write_variables "$root"
  terraform_in "$root" init -input=false -reconfigure \
    -backend-config="bucket=$(state_bucket)" -backend-config="key=$root.tfstate" \
    -backend-config="region=$REGION" -backend-config=encrypt=true -backend-config=use_lockfile=true >/dev/null
}

# The lock of a run that was killed. It is removed automatically only if this person acquired it on this machine and no Terraform
# runs here any more; any other lock may be in use.
clear_dead_lock() {
  local root="$1" lock holder
  lock="$(aws s3 cp "s3://$(state_bucket)/$root.tfstate.tflock" - 2>/dev/null)" || return 0
  holder="$(jq --raw-output .Who <<<"$lock")"
  if [[ -n ${UNLOCK-} ]] || { [[ $holder == "$(id -un)@$(hostname)" ]] && ! terraform_runs; }; then
    log "Removing the lock that $holder left at $(jq --raw-output .Created <<<"$lock")."
    aws s3 rm "s3://$(state_bucket)/$root.tfstate.tflock" >/dev/null
  else
    die "$holder has been changing terraform/$root since $(jq --raw-output .Created <<<"$lock"). If that run is dead, add --unlock."
  fi
}

terraform_runs() { pgrep -u "$(id -u)" -x terraform >/dev/null 2>&1; }

# plan_root ROOT FILE [ARGUMENT…]: writes the plan. Returns 0: nothing to do, 2: something.
plan_root() {
  local root="$1" file="$2" code=0
  shift 2
  terraform_in "$root" plan -input=false -compact-warnings -detailed-exitcode -out="$file" "$@" >&2 || code=$?
  ((code == 0 || code == 2)) || return 1
  return "$code"
}

apply_plan() { terraform_in "$1" apply -input=false -compact-warnings "$2" >&2; }

# The number of resources in a root's state. Not a yes or no, because a state that cannot be read is neither.
count_resources() { terraform_in "$1" state pull | jq --slurp '[.[].resources[]?] | length'; }

# Removes a root's resources from the state without asking AWS, which also works when the cluster is gone.
forget_resources() {
  local address
  terraform_in "$1" state list 2>/dev/null | while IFS= read -r address; do
    [[ $address == data.* ]] || terraform_in "$1" state rm "$address" >/dev/null
  done
}

destroy_root() { terraform_in "$1" destroy -input=false -compact-warnings -auto-approve >&2; }
