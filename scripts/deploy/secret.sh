# shellcheck shell=bash
# Secrets are in AWS Secrets Manager, and on the way there in no argument, file or output.

secret_name() { printf '%s/%s\n' "$PROJECT" "$1"; }

# of_secret NAME COMMAND…: sets ANSWER to AWS's answer about a secret, or to nothing if AWS has none. Any other error ends the
# script: a secret that could not be read must never be treated as one that has to be created.
of_secret() {
  local name errors refusal=''
  name="$(secret_name "$1")"
  errors="$(mktemp)"
  shift
  if ! ANSWER="$(aws secretsmanager "$@" --secret-id "$name" --output text 2>"$errors")"; then
    ANSWER=''
    refusal="$(tail -n 1 "$errors")"
    refusal="${refusal:-no reason given}"
  fi
  rm -f "$errors"
  [[ -z $refusal || $refusal == *ResourceNotFoundException* ]] || die "AWS does not answer for the secret $name: $refusal"
}

# read_secret NAME: sets ANSWER to its value.
read_secret() { of_secret "$1" get-secret-value --query SecretString; }

# store_secret NAME: its value is read from standard input, because arguments are visible to everyone on a machine.
store_secret() {
  of_secret "$1" describe-secret --query ARN
  if [[ -n $ANSWER ]]; then
    aws secretsmanager put-secret-value --secret-id "$ANSWER" --secret-string file:///dev/stdin >/dev/null
  else
    aws secretsmanager create-secret --name "$(secret_name "$1")" --secret-string file:///dev/stdin \
      --tags "Key=live-chat:project,Value=$PROJECT" >/dev/null
  fi
}

# Weak means: short, of few different characters, or a word that documents use as a placeholder.
is_weak() {
  local different
  ((${#1} >= 32)) || return 0
  different="$(fold -w1 <<<"$1" | sort -u | wc -l)"
  ((different >= 10)) || return 0
  [[ ${1,,} =~ change.?me|password|example|secret.?here ]]
}

refuse_weak_secret() {
  if [[ -n ${LIVE_CHAT_SECRET-} ]] && is_weak "$LIVE_CHAT_SECRET"; then
    die 'LIVE_CHAT_SECRET is weak: 32 characters or more, at least 10 different ones, no word of a document. Or use --generate-secret.'
  fi
}

# The secrets that a person provides, that AWS already stores, or that (if requested) are created later. Nothing is created here:
# a missing secret is rejected before anything that costs money.
check_secrets() {
  if [[ -z ${LIVE_CHAT_SECRET-} && -z ${GENERATE_SECRET-} ]]; then
    read_secret live-chat-secret
    [[ -n $ANSWER ]] ||
      die 'LIVE_CHAT_SECRET is not set and AWS keeps none yet. Export one of 32 characters or more, or use --generate-secret.'
  fi
  [[ $REPOSITORY_PRIVATE == true && -z ${ARGOCD_REPOSITORY_TOKEN-} ]] || return 0
  read_secret argocd-repository
  [[ -n $ANSWER ]] ||
    die "$REPOSITORY is private, and Argo CD cannot read it. Export ARGOCD_REPOSITORY_TOKEN: a fine-grained token that may read its contents."
}

new_password() { openssl rand -hex 24; }

ensure_secrets() {
  local environment wanted
  read_secret live-chat-secret
  wanted="${LIVE_CHAT_SECRET:-${ANSWER:-$(new_password)}}"
  if [[ $wanted != "$ANSWER" ]]; then
    printf '%s' "$wanted" | store_secret live-chat-secret
    log 'LIVE_CHAT_SECRET is stored in AWS.'
  fi
  for environment in $ENVIRONMENTS; do
    read_secret "$environment/redis-password"
    [[ -z $ANSWER ]] || continue
    new_password | tr -d '\n' | store_secret "$environment/redis-password"
    log "A password for $environment's Redis is made and stored in AWS."
  done
  [[ $REPOSITORY_PRIVATE == true && -n ${ARGOCD_REPOSITORY_TOKEN-} ]] || return 0
  read_secret argocd-repository
  [[ $ARGOCD_REPOSITORY_TOKEN == "$ANSWER" ]] || printf '%s' "$ARGOCD_REPOSITORY_TOKEN" | store_secret argocd-repository
}

# A placeholder for a secret whose value does not matter for what Terraform does.
readonly NO_SECRET=0000000000000000000000000000000000000000

# secret_for PURPOSE NAME: sets ANSWER. To apply, every secret must exist. To plan, only the password of the managed Redis is
# read, which Terraform compares; the others are write-only. To destroy, nothing is read.
secret_for() {
  ANSWER=''
  case "$1 $2" in
    apply\ * | "look $MANAGED_REDIS/redis-password") read_secret "$2" ;;
  esac
  [[ -n $ANSWER || $1 != apply ]] || die "AWS keeps no secret $(secret_name "$2"). Nothing was applied; run ./build.sh again."
  ANSWER="${ANSWER:-$NO_SECRET}"
}

# The names of all versions show Terraform that a value changed. Reading them needs no permission to read values.
secrets_revision() {
  local name versions=''
  for name in live-chat-secret argocd-repository ${ENVIRONMENTS// //redis-password }/redis-password; do
    of_secret "$name" list-secret-version-ids --query "Versions[?contains(VersionStages, 'AWSCURRENT')].VersionId"
    versions+="$ANSWER"$'\n'
  done
  printf '%s\n' "$((16#$(printf '%s' "$versions" | openssl dgst -sha256 -r | cut -c1-7) + 1))"
}

# export_secrets apply|look|destroy: for Terraform, in its environment, which is stored neither in the plan nor in the state.
export_secrets() {
  local environment passwords=''
  secret_for "$1" live-chat-secret
  TF_VAR_live_chat_secret="$ANSWER"
  for environment in $ENVIRONMENTS; do
    secret_for "$1" "$environment/redis-password"
    passwords+="$environment"$'\t'"$ANSWER"$'\n'
  done
  TF_VAR_redis_passwords="$(printf '%s' "$passwords" | jq --raw-input --null-input --compact-output \
    '[inputs | split("\t") | {key: .[0], value: .[1]}] | from_entries')"
  TF_VAR_repository_token=''
  if [[ $REPOSITORY_PRIVATE == true ]]; then
    secret_for "$1" argocd-repository
    TF_VAR_repository_token="$ANSWER"
  fi
  TF_VAR_secrets_revision=1
  [[ $1 == destroy ]] || TF_VAR_secrets_revision="$(secrets_revision)"
  export TF_VAR_live_chat_secret TF_VAR_redis_passwords TF_VAR_repository_token TF_VAR_secrets_revision
}

all_secrets() {
  aws secretsmanager list-secrets --include-planned-deletion --filters "Key=name,Values=$PROJECT/" \
    --query "SecretList[?starts_with(Name, '$PROJECT/')].Name" --output text | tr '\t' '\n' | { grep . || true; }
}

remove_secrets() {
  local name
  # Without a recovery window, which would block the name for the next build.
  while IFS= read -r name; do
    [[ -z $name ]] || aws secretsmanager delete-secret --secret-id "$name" --force-delete-without-recovery >/dev/null ||
      warn "The secret $name stays."
  done <<<"$(all_secrets)"
}
