# shellcheck shell=bash
# Which account the credentials belong to, and whether it is the right one.

# Sets AWS_ACCOUNT_ID and CALLER_ARN. Rejects missing or expired credentials and any other account.
enter_account() {
  local identity account
  if ! identity="$(aws sts get-caller-identity --output json 2>&1)"; then
    case "$identity" in
      *ExpiredToken* | *'has expired'* | *'is expired'*) die 'The AWS credentials have expired. Sign in again, then run this again.' ;;
      *'locate credentials'* | *NoCredential*) die 'There are no AWS credentials. Sign in (aws sso login, aws configure) or run this in AWS CloudShell.' ;;
      *) die "AWS does not accept the credentials: $(tail -n 1 <<<"$identity")" ;;
    esac
  fi
  account="$(jq --raw-output .Account <<<"$identity")"
  CALLER_ARN="$(jq --raw-output .Arn <<<"$identity")"
  if [[ -n $AWS_ACCOUNT_ID && $AWS_ACCOUNT_ID != "$account" ]]; then
    die "The credentials are for account $account, but AWS_ACCOUNT_ID is $AWS_ACCOUNT_ID. Nothing was done."
  fi
  ACCOUNT_WAS_NAMED="${AWS_ACCOUNT_ID:+true}"
  export AWS_ACCOUNT_ID="$account" CALLER_ARN ACCOUNT_WAS_NAMED
}

# An account without our state bucket has never been used: print which one it is, before anything is created.
ask_for_new_account() {
  state_bucket_exists && return
  [[ -n $ACCOUNT_WAS_NAMED || -n ${ASSUME_YES-} ]] && return
  confirm_word "$AWS_ACCOUNT_ID" "$PROJECT has never been in account $AWS_ACCOUNT_ID ($REGION, as $CALLER_ARN)."
}

# The IAM principal behind the caller: EKS knows roles, not their sessions.
caller_principal() {
  if [[ $CALLER_ARN =~ ^arn:([^:]+):sts::([0-9]+):assumed-role/([^/]+)/ ]]; then
    # A role of IAM Identity Center has a path that its session's name does not show.
    aws iam get-role --role-name "${BASH_REMATCH[3]}" --query Role.Arn --output text 2>/dev/null ||
      printf 'arn:%s:iam::%s:role/%s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
  else
    printf '%s\n' "$CALLER_ARN"
  fi
}
