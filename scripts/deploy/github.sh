# shellcheck shell=bash disable=SC2034,SC2153  # settings.sh sets ENVIRONMENTS; whoever sources this reads ROLES
# How GitHub's jobs access AWS: an identity provider, and roles that each trust one set of jobs of this repository.

readonly GITHUB_ISSUER=token.actions.githubusercontent.com

# Prints "OWNER_ID REPOSITORY_ID". Names can be taken over by others after a rename; ids cannot.
repository_ids() {
  local answer
  if [[ -n ${GITHUB_REPOSITORY_OWNER_ID-} && -n ${GITHUB_REPOSITORY_ID-} ]]; then
    printf '%s %s\n' "$GITHUB_REPOSITORY_OWNER_ID" "$GITHUB_REPOSITORY_ID"
    return
  fi
  [[ -n $REPOSITORY ]] || die 'REPOSITORY is empty and git has no remote on GitHub. Set REPOSITORY=OWNER/NAME.'
  if command -v gh >/dev/null && answer="$(gh api "repos/$REPOSITORY" 2>/dev/null)"; then :; else
    answer="$(curl --silent --fail --max-time 20 "https://api.github.com/repos/$REPOSITORY")" ||
      die "GitHub does not show $REPOSITORY (is it private?). Sign in with gh, or set GITHUB_REPOSITORY_OWNER_ID and GITHUB_REPOSITORY_ID."
  fi
  jq --raw-output '"\(.owner.id) \(.id)"' <<<"$answer"
}

readonly ROLES=(apply push watch plan)

# subjects_of ROLE: the last part of the subject in GitHub's token for each job that may assume the role.
# A job with an environment carries the environment's name instead of its branch.
subjects_of() {
  local environments
  read -r -a environments <<<"$ENVIRONMENTS"
  case "$1" in
    apply) printf 'environment:%s\n' infrastructure destroy ;;
    push) printf 'ref:refs/heads/%s\n' "$REVISION" ;;
    watch) printf 'environment:%s\n' "${environments[@]}" ;;
    # GitHub gives pull requests from forks no token.
    plan) printf '%s\n' environment:drift pull_request ;;
  esac
}

# trust_policy ROLE PROVIDER OWNER_ID REPOSITORY_ID. Subjects come in two forms: with names only, and with ids for
# repositories created since July 2026. Names can change hands, so the repository's id is checked as well; an
# environment admits every branch unless somebody limits it on GitHub, so the branch is checked as well.
trust_policy() {
  subjects_of "$1" | jq --raw-input --null-input --compact-output --arg provider "$2" --arg issuer "$GITHUB_ISSUER" \
    --arg names "$REPOSITORY" --arg ids "${REPOSITORY%%/*}@$3/${REPOSITORY#*/}@$4" --arg id "$4" --arg ref "refs/heads/$REVISION" '{
      Version: "2012-10-17",
      Statement: [inputs | {
        Effect: "Allow",
        Principal: {Federated: $provider},
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {StringEquals: ({
          "aud": "sts.amazonaws.com",
          "sub": ["repo:\($names):\(.)", "repo:\($ids):\(.)"],
          "repository_id": $id
        } + if . == "pull_request" then {} else {"ref": $ref} end | with_entries(.key = "\($issuer):\(.key)"))}
      }]
    }'
}

github_provider() {
  aws iam list-open-id-connect-providers --query 'OpenIDConnectProviderList[].Arn' --output text |
    tr '\t' '\n' | grep --fixed-strings "/$GITHUB_ISSUER" | head -n 1 || true
}

# An account has at most one provider for GitHub, perhaps somebody else's: it is used, not replaced.
ensure_github_provider() {
  local arn
  arn="$(github_provider)"
  if [[ -z $arn ]]; then
    arn="$(aws iam create-open-id-connect-provider --url "https://$GITHUB_ISSUER" --client-id-list sts.amazonaws.com \
      --thumbprint-list 6938fd4d98bab03faadb97b34396831e3780aea1 \
      --tags "Key=live-chat:project,Value=$PROJECT" --query OpenIDConnectProviderArn --output text)"
    changed "identity provider $GITHUB_ISSUER"
  elif ! aws iam get-open-id-connect-provider --open-id-connect-provider-arn "$arn" --query ClientIDList --output text |
    grep --quiet --word-regexp sts.amazonaws.com; then
    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn "$arn" --client-id sts.amazonaws.com
    changed "identity provider $GITHUB_ISSUER: audience sts.amazonaws.com"
  fi
  printf '%s\n' "$arn"
}

# Whether bootstrap created it: only then may destroy delete it.
github_provider_is_ours() {
  local arn
  arn="$(github_provider)"
  [[ -n $arn ]] && [[ "$(aws iam list-open-id-connect-provider-tags --open-id-connect-provider-arn "$arn" \
    --query "Tags[?Key=='live-chat:project'].Value | [0]" --output text)" == "$PROJECT" ]]
}
