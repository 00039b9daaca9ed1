# shellcheck shell=bash
# The roles of GitHub's jobs, and the boundary of every role that Terraform makes.

iam_arn() { printf 'arn:aws:iam::%s:%s\n' "$AWS_ACCOUNT_ID" "$1"; }

# No role of the deployment, whatever its policies say, can do more than this: the services that its controllers and nodes use,
# and in IAM only the load balancers' own service role.
boundary_policy() {
  jq --null-input --compact-output '{
    Version: "2012-10-17",
    Statement: [
      {Sid: "Services", Effect: "Allow", Resource: "*", Action: [
        "acm:*", "autoscaling:*", "ec2:*", "ecr:*", "ecr-public:*", "eks:*", "eks-auth:*", "elasticloadbalancing:*", "kms:*", "logs:*", "route53:*", "sts:*"]},
      {Sid: "ServiceRole", Effect: "Allow", Resource: "*", Action: "iam:CreateServiceLinkedRole"}
    ]
  }'
}

apply_policy() {
  jq --null-input --compact-output --arg project "$PROJECT" --arg iam "arn:aws:iam::$AWS_ACCOUNT_ID" '
    {
      Version: "2012-10-17",
      Statement: [
        {Sid: "Look", Effect: "Allow", Action: ["iam:Get*", "iam:List*"], Resource: "*"},
        {Sid: "RolesWithinTheBoundary", Effect: "Allow",
         Action: ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"],
         Resource: "\($iam):role/\($project)-*",
         Condition: {StringEquals: {"iam:PermissionsBoundary": "\($iam):policy/\($project)-boundary"}}},
        {Sid: "RolesOfTheDeployment", Effect: "Allow",
         Action: ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateRole", "iam:UpdateRoleDescription", "iam:UpdateAssumeRolePolicy"],
         Resource: "\($iam):role/\($project)-*"},
        {Sid: "HandRolesToAws", Effect: "Allow", Action: "iam:PassRole", Resource: "\($iam):role/\($project)-*",
         Condition: {StringEquals: {"iam:PassedToService": ["eks.amazonaws.com", "ec2.amazonaws.com", "pods.eks.amazonaws.com"]}}},
        {Sid: "ServiceRoles", Effect: "Allow", Action: "iam:CreateServiceLinkedRole", Resource: "\($iam):role/aws-service-role/*"},
        # It may not extend its own permissions, those of the other jobs, or the boundary: here, and in a deployment whose name
        # begins with the name of this one.
        {Sid: "NotItself", Effect: "Deny",
         Action: ["iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy"],
         Resource: ([$ARGS.positional[] | "\($iam):role/\($project)-" + ("", "*-") + .] + ["\($iam):policy/\($project)-" + ("", "*-") + "boundary"])}
      ]
    }' --args "${ROLES[@]}"
}

# A pull request sees a plan of the cluster, for which Terraform compares the password of the managed Redis.
plan_policy() {
  jq --null-input --compact-output --arg project "$PROJECT" --arg bucket "$(state_bucket)" --arg account "$AWS_ACCOUNT_ID" --arg region "$REGION" '{
    Version: "2012-10-17",
    Statement: [
      {Sid: "State", Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: ["arn:aws:s3:::\($bucket)", "arn:aws:s3:::\($bucket)/*"]},
      {Sid: "RedisPassword", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "arn:aws:secretsmanager:\($region):\($account):secret:\($project)/*/redis-password-*"}
    ]
  }'
}

push_policy() {
  jq --null-input --compact-output --arg project "$PROJECT" --arg account "$AWS_ACCOUNT_ID" --arg region "$REGION" '{
    Version: "2012-10-17",
    Statement: [
      {Sid: "SignIn", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*"},
      {Sid: "OwnImages", Effect: "Allow", Resource: "arn:aws:ecr:\($region):\($account):repository/\($project)/*", Action: [
        "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImageScanFindings", "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:ListImages", "ecr:PutImage", "ecr:UploadLayerPart"]}
    ]
  }'
}

# Waits for Argo CD and reads signatures: it opens the endpoint for its address, and has no administrator rights inside.
watch_policy() {
  jq --null-input --compact-output --arg project "$PROJECT" --arg account "$AWS_ACCOUNT_ID" --arg region "$REGION" '{
    Version: "2012-10-17",
    Statement: [
      {Sid: "Endpoint", Effect: "Allow", Action: ["eks:DescribeCluster", "eks:UpdateClusterConfig"], Resource: "arn:aws:eks:\($region):\($account):cluster/\($project)"},
      {Sid: "SignIn", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*"},
      {Sid: "OwnImages", Effect: "Allow", Resource: "arn:aws:ecr:\($region):\($account):repository/\($project)/*", Action: [
        "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer"]}
    ]
  }'
}

same_json() { [[ "$(jq --sort-keys --compact-output . <<<"$1" 2>/dev/null)" == "$(jq --sort-keys --compact-output . <<<"$2")" ]]; }

ensure_boundary() {
  local arn wanted now version old
  arn="$(iam_arn "policy/$PROJECT-boundary")"
  wanted="$(boundary_policy)"
  if ! version="$(aws iam get-policy --policy-arn "$arn" --query Policy.DefaultVersionId --output text 2>/dev/null)"; then
    aws iam create-policy --policy-name "$PROJECT-boundary" --policy-document "$wanted" \
      --description "Bound of every role that Terraform makes for $PROJECT" --tags "Key=live-chat:project,Value=$PROJECT" >/dev/null
    changed "policy $PROJECT-boundary"
    return
  fi
  now="$(aws iam get-policy-version --policy-arn "$arn" --version-id "$version" --query PolicyVersion.Document --output json)"
  same_json "$now" "$wanted" && return
  # A policy keeps five versions; the oldest is deleted.
  old="$(aws iam list-policy-versions --policy-arn "$arn" --query 'Versions[?!IsDefaultVersion].VersionId' --output text)"
  for version in $old; do aws iam delete-policy-version --policy-arn "$arn" --version-id "$version"; done
  aws iam create-policy-version --policy-arn "$arn" --policy-document "$wanted" --set-as-default >/dev/null
  changed "policy $PROJECT-boundary: its document"
}

# ensure_role NAME DESCRIPTION TRUST POLICY [MANAGED]: as requested, whatever existed before.
ensure_role() {
  local name="$PROJECT-$1" description="$2" trust="$3" policy="$4" managed="${5-}" now
  if ! now="$(aws iam get-role --role-name "$name" --query Role.AssumeRolePolicyDocument --output json 2>/dev/null)"; then
    # An hour is not enough: a first build takes up to forty minutes and may have to wait for a lock.
    aws iam create-role --role-name "$name" --description "$description" --assume-role-policy-document "$trust" \
      --max-session-duration 7200 --tags "Key=live-chat:project,Value=$PROJECT" >/dev/null
    changed "role $name"
  elif ! same_json "$now" "$trust"; then
    aws iam update-assume-role-policy --role-name "$name" --policy-document "$trust"
    changed "role $name: whom it trusts"
  fi
  now="$(aws iam get-role-policy --role-name "$name" --policy-name "$name" --query PolicyDocument --output json 2>/dev/null || echo null)"
  if ! same_json "$now" "$policy"; then
    aws iam put-role-policy --role-name "$name" --policy-name "$name" --policy-document "$policy"
    changed "role $name: its policy"
  fi
  [[ -n $managed ]] || return 0
  if ! aws iam list-attached-role-policies --role-name "$name" --query 'AttachedPolicies[].PolicyName' --output text | grep --quiet --word-regexp "$managed"; then
    aws iam attach-role-policy --role-name "$name" --policy-arn "arn:aws:iam::aws:policy/$managed"
    changed "role $name: $managed"
  fi
}

remove_role() {
  local name="$PROJECT-$1" policy
  aws iam get-role --role-name "$name" >/dev/null 2>&1 || return 0
  for policy in $(aws iam list-role-policies --role-name "$name" --query PolicyNames --output text); do
    aws iam delete-role-policy --role-name "$name" --policy-name "$policy"
  done
  for policy in $(aws iam list-attached-role-policies --role-name "$name" --query 'AttachedPolicies[].PolicyArn' --output text); do
    aws iam detach-role-policy --role-name "$name" --policy-arn "$policy"
  done
  aws iam delete-role --role-name "$name"
}

remove_boundary() {
  local arn version
  arn="$(iam_arn "policy/$PROJECT-boundary")"
  aws iam get-policy --policy-arn "$arn" >/dev/null 2>&1 || return 0
  for version in $(aws iam list-policy-versions --policy-arn "$arn" --query 'Versions[?!IsDefaultVersion].VersionId' --output text); do
    aws iam delete-policy-version --policy-arn "$arn" --version-id "$version"
  done
  aws iam delete-policy --policy-arn "$arn"
}
