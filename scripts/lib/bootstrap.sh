# shellcheck shell=bash
# What must be there before Terraform: its state and the doors of GitHub's jobs. Made by calls that first
# look, so that there is no state for the state and a second run changes nothing.

CHANGES=()
changed() {
  CHANGES+=("$1")
  # Functions answer on standard output, often in a sub-shell, so the count is kept in a file.
  printf '%s\n' "$1" >>"$CHANGES_FILE"
  say "  made or changed: $1"
}

ensure_bootstrap() {
  local provider owner_id repository_id ids subjects
  CHANGES_FILE="$(mktemp)"
  heading "Bootstrap of $PROJECT in account $AWS_ACCOUNT_ID, $REGION"
  ids="$(repository_ids)"
  read -r owner_id repository_id <<<"$ids"
  [[ $owner_id =~ ^[0-9]+$ && $repository_id =~ ^[0-9]+$ ]] || die "GitHub gave no ids for $REPOSITORY."
  ensure_state_bucket
  ensure_boundary
  provider="$(ensure_github_provider)"
  mapfile -t subjects < <(main_branch_and_environments)
  ensure_role apply "Applies Terraform for $REPOSITORY" \
    "$(trust_policy "$provider" "$owner_id" "$repository_id" "${subjects[@]}")" "$(apply_policy)" PowerUserAccess
  ensure_role push "Pushes images of $REPOSITORY" \
    "$(trust_policy "$provider" "$owner_id" "$repository_id" "${subjects[@]}")" "$(push_policy)"
  ensure_role watch "Waits for deployments of $REPOSITORY" \
    "$(trust_policy "$provider" "$owner_id" "$repository_id" "${subjects[@]}")" "$(watch_policy)"
  # Reading alone is also for pull requests of the same repository; GitHub gives those of forks no token.
  ensure_role plan "Plans Terraform for $REPOSITORY" \
    "$(trust_policy "$provider" "$owner_id" "$repository_id" "${subjects[@]}" pull_request)" "$(plan_policy)" ReadOnlyAccess
  if [[ ! -s $CHANGES_FILE ]]; then say 'Everything was there already; nothing was changed.'; fi
  rm -f "$CHANGES_FILE"
}

# Whether all that ensure_bootstrap makes is there, without changing anything.
bootstrap_is_there() {
  state_bucket_exists &&
    aws iam get-policy --policy-arn "$(iam_arn "policy/$PROJECT-boundary")" >/dev/null 2>&1 &&
    aws iam get-role --role-name "$PROJECT-apply" >/dev/null 2>&1 &&
    aws iam get-role --role-name "$PROJECT-push" >/dev/null 2>&1 &&
    aws iam get-role --role-name "$PROJECT-watch" >/dev/null 2>&1 &&
    aws iam get-role --role-name "$PROJECT-plan" >/dev/null 2>&1
}

remove_bootstrap() {
  local role
  for role in watch plan push apply; do remove_role "$role"; done
  remove_boundary
  if github_provider_is_ours; then
    aws iam delete-open-id-connect-provider --open-id-connect-provider-arn "$(github_provider)"
  fi
  remove_state_bucket
}
