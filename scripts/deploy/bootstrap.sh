# shellcheck shell=bash
# What must exist before Terraform: its state and the access of GitHub's jobs. Each call checks first, so that the state needs no
# state and a second run changes nothing.

CHANGES=()
changed() {
  CHANGES+=("$1")
  # Functions return results on standard output, often in a sub-shell, so the count is stored in a file.
  printf '%s\n' "$1" >>"$CHANGES_FILE"
  log "  made or changed: $1"
}

# GitHub reads the branches of a workflow from its file, which cannot use settings.
check_workflow_branches() {
  local file
  for file in "$ROOT"/.github/workflows/*.yml; do
    if grep --quiet '^    branches:' "$file" && ! grep --quiet --fixed-strings "    branches: [$REVISION]" "$file"; then
      warn "${file#"$ROOT/"} does not start on $REVISION, the branch that Argo CD follows: name it under 'branches' there."
    fi
  done
}

# make_role NAME DESCRIPTION [MANAGED]: with the policy NAME_policy (roles.sh).
make_role() {
  ensure_role "$1" "$2 $REPOSITORY" "$(trust_policy "$1" "$PROVIDER" "$OWNER_ID" "$REPOSITORY_ID")" "$("$1_policy")" "${3-}"
}

ensure_bootstrap() {
  local ids
  CHANGES_FILE="$(mktemp)"
  heading "Bootstrap of $PROJECT in account $AWS_ACCOUNT_ID, $REGION"
  ids="$(repository_ids)"
  read -r OWNER_ID REPOSITORY_ID <<<"$ids"
  [[ $OWNER_ID =~ ^[0-9]+$ && $REPOSITORY_ID =~ ^[0-9]+$ ]] || die "GitHub gave no ids for $REPOSITORY."
  check_workflow_branches
  ensure_state_bucket
  ensure_boundary
  PROVIDER="$(ensure_github_provider)"
  make_role apply 'Applies Terraform for' PowerUserAccess
  make_role push 'Pushes images of'
  make_role watch 'Waits for deployments of'
  make_role plan 'Plans Terraform for' ReadOnlyAccess
  if [[ ! -s $CHANGES_FILE ]]; then log 'Everything was there already; nothing was changed.'; fi
  rm -f "$CHANGES_FILE"
}

# Whether everything that ensure_bootstrap creates exists, without changing anything.
bootstrap_is_there() {
  local role
  state_bucket_exists || return 1
  aws iam get-policy --policy-arn "$(iam_arn "policy/$PROJECT-boundary")" >/dev/null 2>&1 || return 1
  for role in "${ROLES[@]}"; do
    aws iam get-role --role-name "$PROJECT-$role" >/dev/null 2>&1 || return 1
  done
}

remove_bootstrap() {
  local role
  for role in "${ROLES[@]}"; do remove_role "$role"; done
  remove_boundary
  if github_provider_is_ours; then
    aws iam delete-open-id-connect-provider --open-id-connect-provider-arn "$(github_provider)"
  fi
  remove_state_bucket
}
