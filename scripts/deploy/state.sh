# shellcheck shell=bash
# The bucket with Terraform's state: versioned, encrypted, private, TLS only. Its name is derived, so losing a checkout loses
# nothing.

state_bucket() { printf '%s-state-%s-%s\n' "$PROJECT" "$AWS_ACCOUNT_ID" "$REGION"; }

state_bucket_exists() {
  aws s3api head-bucket --bucket "$(state_bucket)" --expected-bucket-owner "$AWS_ACCOUNT_ID" >/dev/null 2>&1
}

state_bucket_policy() {
  jq --null-input --compact-output --arg arn "arn:aws:s3:::$(state_bucket)" '{
    Version: "2012-10-17",
    Statement: [{
      Sid: "TlsOnly", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [$arn, $arn + "/*"],
      Condition: {Bool: {"aws:SecureTransport": "false"}}
    }]
  }'
}

create_state_bucket() {
  # Only us-east-1 must not be named.
  if [[ $REGION == us-east-1 ]]; then
    aws s3api create-bucket --bucket "$(state_bucket)" >/dev/null
  else
    aws s3api create-bucket --bucket "$(state_bucket)" \
      --create-bucket-configuration "LocationConstraint=$REGION" >/dev/null
  fi
}

# s3_setting WHAT WANTED QUERY PUT…: writes a setting that differs.
s3_setting() {
  local what="$1" wanted="$2" get="$3" query="$4" now
  shift 4
  now="$(aws s3api "$get" --bucket "$(state_bucket)" --query "$query" --output json 2>/dev/null | jq --compact-output --sort-keys . || true)"
  [[ $now == "$(jq --compact-output --sort-keys . <<<"$wanted")" ]] && return
  aws s3api "$@" --bucket "$(state_bucket)" >/dev/null
  changed "state bucket: $what"
}

ensure_state_bucket() {
  local policy
  if ! state_bucket_exists; then
    create_state_bucket
    changed "state bucket $(state_bucket)"
  fi
  s3_setting 'versions kept' '"Enabled"' get-bucket-versioning Status \
    put-bucket-versioning --versioning-configuration Status=Enabled
  s3_setting 'encryption' '"aws:kms"' get-bucket-encryption \
    'ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm' \
    put-bucket-encryption --server-side-encryption-configuration \
    '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":true}]}'
  s3_setting 'public access blocked' '[true,true,true,true]' get-public-access-block \
    'PublicAccessBlockConfiguration.[BlockPublicAcls,IgnorePublicAcls,BlockPublicPolicy,RestrictPublicBuckets]' \
    put-public-access-block --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
  s3_setting 'old versions expire' '90' get-bucket-lifecycle-configuration \
    'Rules[0].NoncurrentVersionExpiration.NoncurrentDays' \
    put-bucket-lifecycle-configuration --lifecycle-configuration \
    '{"Rules":[{"ID":"old-states","Status":"Enabled","Filter":{"Prefix":""},"NoncurrentVersionExpiration":{"NoncurrentDays":90},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7}}]}'
  s3_setting 'tags' "$(jq --null-input --arg p "$PROJECT" '[{Key: "live-chat:project", Value: $p}]')" \
    get-bucket-tagging TagSet put-bucket-tagging --tagging "TagSet=[{Key=live-chat:project,Value=$PROJECT}]"
  policy="$(state_bucket_policy)"
  s3_setting 'TLS only' "$(jq --compact-output tojson <<<"$policy")" get-bucket-policy Policy \
    put-bucket-policy --policy "$policy"
}

# Every version and every marker; a bucket with one left cannot be deleted.
remove_state_bucket() {
  local bucket batch
  state_bucket_exists || return 0
  bucket="$(state_bucket)"
  while batch="$(aws s3api list-object-versions --bucket "$bucket" --max-items 500 --output json |
    jq --compact-output '{Objects: [(.Versions // []) + (.DeleteMarkers // []) | .[] | {Key, VersionId}], Quiet: true}')" &&
    [[ $(jq '.Objects | length' <<<"$batch") != 0 ]]; do
    aws s3api delete-objects --bucket "$bucket" --delete "$batch" >/dev/null
  done
  aws s3api delete-bucket --bucket "$bucket"
}
