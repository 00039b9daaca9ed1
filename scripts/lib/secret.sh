# shellcheck shell=bash
# Secrets: in AWS Secrets Manager, and on the way to it in no argument, no file and no output.

secret_name() { printf '%s/%s\n' "$PROJECT" "$1"; }

has_secret() {
  aws secretsmanager describe-secret --secret-id "$(secret_name "$1")" --query ARN --output text >/dev/null 2>&1
}

secret_value() {
  aws secretsmanager get-secret-value --secret-id "$(secret_name "$1")" --query SecretString --output text 2>/dev/null
}

# store_secret NAME: its value comes by standard input, since arguments can be seen by everyone on a machine.
store_secret() {
  local name="$1"
  if has_secret "$name"; then
    aws secretsmanager put-secret-value --secret-id "$(secret_name "$name")" --secret-string file:///dev/stdin >/dev/null
  else
    aws secretsmanager create-secret --name "$(secret_name "$name")" --secret-string file:///dev/stdin \
      --tags "Key=live-chat:project,Value=$PROJECT" >/dev/null
  fi
}

# Weak is: short, of few different characters, or a word that documents use for 'put one here'.
is_weak() {
  local different
  ((${#1} >= 32)) || return 0
  different="$(fold -w1 <<<"$1" | sort -u | wc -l)"
  ((different >= 10)) || return 0
  [[ ${1,,} =~ change.?me|password|example|secret.?here ]]
}

# The secret of the environment, else the one that AWS keeps, else (asked for) a new one. Nothing is made here:
# it is refused before anything that costs money.
check_live_chat_secret() {
  if [[ -n ${LIVE_CHAT_SECRET-} ]]; then
    if is_weak "$LIVE_CHAT_SECRET"; then
      die 'LIVE_CHAT_SECRET is weak: 32 characters or more, at least 10 different ones, no word of a document. Or use --generate-secret.'
    fi
  elif [[ -n ${GENERATE_SECRET-} ]] || has_secret live-chat-secret; then
    return 0
  else
    die 'LIVE_CHAT_SECRET is not set and AWS keeps none yet. Export one of 32 characters or more, or use --generate-secret.'
  fi
}

new_password() { openssl rand -hex 24; }

ensure_secrets() {
  local environment wanted="${LIVE_CHAT_SECRET-}"
  if [[ -z $wanted ]] && ! secret_value live-chat-secret >/dev/null; then wanted="$(new_password)"; fi
  if [[ -n $wanted && $wanted != "$(secret_value live-chat-secret || true)" ]]; then
    printf '%s' "$wanted" | store_secret live-chat-secret
    say 'LIVE_CHAT_SECRET is stored in AWS.'
  fi
  for environment in $ENVIRONMENTS; do
    secret_value "$environment/redis-password" >/dev/null && continue
    new_password | tr -d '\n' | store_secret "$environment/redis-password"
    say "A password for $environment's Redis is made and stored in AWS."
  done
  ensure_repository_token
}

ensure_repository_token() {
  [[ $REPOSITORY_PRIVATE == true ]] || return 0
  if [[ -n ${ARGOCD_REPOSITORY_TOKEN-} ]]; then
    [[ $ARGOCD_REPOSITORY_TOKEN == "$(secret_value argocd-repository || true)" ]] ||
      printf '%s' "$ARGOCD_REPOSITORY_TOKEN" | store_secret argocd-repository
  fi
  secret_value argocd-repository >/dev/null ||
    die "$REPOSITORY is private, and Argo CD cannot read it. Export ARGOCD_REPOSITORY_TOKEN: a fine-grained token that may read its contents."
}

# Stands for a secret that is not made yet, in a plan that nobody applies.
readonly NO_SECRET=0000000000000000000000000000000000000000

# For Terraform: in its environment, where neither the plan nor the state keeps them.
export_secrets() {
  local environment versions name
  TF_VAR_live_chat_secret="$(secret_value live-chat-secret || printf '%s' "$NO_SECRET")"
  TF_VAR_redis_passwords="$(
    for environment in $ENVIRONMENTS; do
      printf '%s\t%s\n' "$environment" "$(secret_value "$environment/redis-password" || printf '%s' "$NO_SECRET")"
    done | jq --raw-input --null-input --compact-output '[inputs | split("\t") | {key: .[0], value: .[1]}] | from_entries'
  )"
  TF_VAR_repository_token=''
  if [[ $REPOSITORY_PRIVATE == true ]]; then TF_VAR_repository_token="$(secret_value argocd-repository)"; fi
  # The versions' names make the number by which Terraform sees that a value changed.
  versions="$(for name in live-chat-secret argocd-repository ${ENVIRONMENTS// //redis-password }/redis-password; do
    aws secretsmanager list-secret-version-ids --secret-id "$(secret_name "$name")" \
      --query "Versions[?contains(VersionStages, 'AWSCURRENT')].VersionId" --output text 2>/dev/null || true
  done)"
  TF_VAR_secrets_revision="$((16#$(openssl dgst -sha256 -r <<<"$versions" | cut -c1-7) + 1))"
  export TF_VAR_live_chat_secret TF_VAR_redis_passwords TF_VAR_repository_token TF_VAR_secrets_revision
}

all_secrets() {
  aws secretsmanager list-secrets --include-planned-deletion --filters "Key=name,Values=$PROJECT/" \
    --query "SecretList[?starts_with(Name, '$PROJECT/')].Name" --output text | tr '\t' '\n' | { grep . || true; }
}

remove_secrets() {
  local name
  # Without a recovery window, which would keep the name from the next build.
  while IFS= read -r name; do
    [[ -z $name ]] || aws secretsmanager delete-secret --secret-id "$name" --force-delete-without-recovery >/dev/null ||
      warn "The secret $name stays."
  done <<<"$(all_secrets)"
}
