# shellcheck shell=bash
# What AWS still has of the deployment, in every service that it uses. Each line: KIND, a blank, NAME. The tag is our own
# (live-chat:project), so nothing else can match.

texts() { tr '\t' '\n' | grep -v -x -e None -e '' || true; }
lines_of() { while IFS= read -r name; do printf '%s %s\n' "$1" "$name"; done; }

# Load balancers and target groups that a controller created for this cluster; AWS accepts twenty ARNs at a time.
tagged_by_controller() {
  local batch=() arn
  while IFS= read -r arn; do
    batch+=("$arn")
    if ((${#batch[@]} == 20)); then controllers_own "${batch[@]}" && batch=(); fi
  done
  if ((${#batch[@]} > 0)); then controllers_own "${batch[@]}"; fi
}
controllers_own() {
  aws elbv2 describe-tags --resource-arns "$@" --output json | jq --raw-output --arg project "$PROJECT" '
    .TagDescriptions[] | select(any(.Tags[]; (.Key == "elbv2.k8s.aws/cluster" or .Key == "live-chat:project") and .Value == $project)) | .ResourceArn'
}

left_balancers() {
  aws elbv2 describe-load-balancers --query 'LoadBalancers[].LoadBalancerArn' --output text | texts | tagged_by_controller | lines_of balancer
}
left_target_groups() {
  aws elbv2 describe-target-groups --query 'TargetGroups[].TargetGroupArn' --output text | texts | tagged_by_controller | lines_of target-group
}

# Everything of EC2 and VPC that has our tag, or the controllers' own. AWS lists tags for a while after their resources are gone,
# so each resource is queried.
left_in_ec2() {
  {
    aws ec2 describe-tags --filters Name=key,Values=live-chat:project "Name=value,Values=$PROJECT" \
      --query 'Tags[].[ResourceType,ResourceId]' --output text &&
    aws ec2 describe-tags --filters Name=key,Values=elbv2.k8s.aws/cluster,cluster.k8s.amazonaws.com/name "Name=value,Values=$PROJECT" \
      --query 'Tags[].[ResourceType,ResourceId]' --output text &&
    aws ec2 describe-tags --filters "Name=key,Values=kubernetes.io/cluster/$PROJECT" Name=value,Values=owned Name=resource-type,Values=volume,network-interface,security-group \
      --query 'Tags[].[ResourceType,ResourceId]' --output text
  } | sort -u | while read -r type id; do still_in_ec2 "$type" "$id"; done
}
still_in_ec2() {
  local type="$1" id="$2"
  case "$type" in
    natgateway | nat-gateway) still natgateway "$id" ec2 describe-nat-gateways --nat-gateway-ids "$id" --query "NatGateways[?State!='deleted'].NatGatewayId" ;;
    instance) still instance "$id" ec2 describe-instances --instance-ids "$id" --query "Reservations[].Instances[?State.Name!='terminated'][].InstanceId" ;;
    volume) still volume "$id" ec2 describe-volumes --volume-ids "$id" --query 'Volumes[].VolumeId' ;;
    network-interface) still network-interface "$id" ec2 describe-network-interfaces --network-interface-ids "$id" --query 'NetworkInterfaces[].NetworkInterfaceId' ;;
    vpc) still vpc "$id" ec2 describe-vpcs --vpc-ids "$id" --query 'Vpcs[].VpcId' ;;
    subnet) still subnet "$id" ec2 describe-subnets --subnet-ids "$id" --query 'Subnets[].SubnetId' ;;
    route-table) still route-table "$id" ec2 describe-route-tables --route-table-ids "$id" --query 'RouteTables[].RouteTableId' ;;
    internet-gateway) still internet-gateway "$id" ec2 describe-internet-gateways --internet-gateway-ids "$id" --query 'InternetGateways[].InternetGatewayId' ;;
    security-group) still security-group "$id" ec2 describe-security-groups --group-ids "$id" --query 'SecurityGroups[].GroupId' ;;
    elastic-ip | vpc-elastic-ip) still address "$id" ec2 describe-addresses --allocation-ids "$id" --query 'Addresses[].AllocationId' ;;
    vpc-endpoint) still vpc-endpoint "$id" ec2 describe-vpc-endpoints --vpc-endpoint-ids "$id" --query "VpcEndpoints[?State!='deleted'].VpcEndpointId" ;;
    launch-template) still launch-template "$id" ec2 describe-launch-templates --launch-template-ids "$id" --query 'LaunchTemplates[].LaunchTemplateId' ;;
    security-group-rule) ;; # goes with its group
    # An unknown kind counts.
    *) printf '%s %s\n' "$type" "$id" ;;
  esac
}
still() {
  local kind="$1" id="$2" answer
  shift 2
  if ! answer="$(aws "$@" --output text 2>&1)"; then
    # Gone or unknown: what AWS does not answer for counts as existing.
    [[ $answer != *NotFound* ]] || return 0
  elif [[ -z "$(texts <<<"$answer")" ]]; then
    return 0
  fi
  printf '%s %s\n' "$kind" "$id"
}

left_log_groups() {
  aws logs describe-log-groups --log-group-name-prefix "/aws/eks/$PROJECT/" --query 'logGroups[].logGroupName' --output text | texts | lines_of log-group
}
left_certificates() {
  local arn owner
  aws acm list-certificates --output json | jq --raw-output '.CertificateSummaryList[].CertificateArn' | while IFS= read -r arn; do
    owner="$(aws acm list-tags-for-certificate --certificate-arn "$arn" --query "Tags[?Key=='live-chat:project'].Value | [0]" --output text)"
    [[ $owner != "$PROJECT" ]] || printf 'certificate %s\n' "$arn"
  done
}
left_repositories() {
  aws ecr describe-repositories --query "repositories[?starts_with(repositoryName, '$PROJECT/')].repositoryName" --output text | texts | lines_of repository
}
# Resources that are identified by name only also need our tag: another deployment's name may begin like ours.
left_redis() {
  local name arn owner
  aws elasticache describe-replication-groups --query "ReplicationGroups[?starts_with(ReplicationGroupId, '$PROJECT-')].[ReplicationGroupId,ARN]" --output text |
    while read -r name arn; do
      [[ -n $arn ]] || continue
      owner="$(aws elasticache list-tags-for-resource --resource-name "$arn" --query "TagList[?Key=='live-chat:project'].Value | [0]" --output text)"
      [[ $owner != "$PROJECT" ]] || printf 'redis %s\n' "$name"
    done
  aws elasticache describe-cache-subnet-groups --query "CacheSubnetGroups[?CacheSubnetGroupName=='$PROJECT-redis'].CacheSubnetGroupName" --output text | texts | lines_of redis-subnet-group
}
left_cluster() { aws eks list-clusters --query "clusters[?@=='$PROJECT']" --output text | texts | lines_of cluster; }
left_node_groups() {
  aws autoscaling describe-auto-scaling-groups --output json | jq --raw-output --arg project "$PROJECT" \
    '.AutoScalingGroups[] | select(any(.Tags[]?; .Key == "eks:cluster-name" and .Value == $project)) | .AutoScalingGroupName' | lines_of auto-scaling-group
}
left_roles() {
  local name owner
  aws iam list-roles --query "Roles[?starts_with(RoleName, '$PROJECT-')].RoleName" --output text | texts |
    { grep -v -x "${ROLES[@]/#/--regexp=$PROJECT-}" || true; } | while read -r name; do
    owner="$(aws iam list-role-tags --role-name "$name" --query "Tags[?Key=='live-chat:project'].Value | [0]" --output text)"
    [[ $owner != "$PROJECT" ]] || printf 'role %s\n' "$name"
  done
}
left_keys() { aws kms list-aliases --query "Aliases[?AliasName=='alias/$PROJECT'].AliasName" --output text | texts | lines_of key-alias; }
# Some accounts show budgets to their owner only; with such permissions none can have been created.
left_budget() {
  local answer
  if answer="$(aws budgets describe-budgets --account-id "$AWS_ACCOUNT_ID" --query "Budgets[?BudgetName=='$PROJECT'].BudgetName" --output text 2>&1)"; then
    texts <<<"$answer" | lines_of budget
  elif [[ $BUDGET_USD == 0 && $answer == *AccessDenied* ]]; then
    warn 'Budgets are not shown with these rights; config.sh asks for none.'
  else
    die "Budgets: $answer"
  fi
}
dns_zone_id() {
  aws route53 list-hosted-zones-by-name --dns-name "$DNS_ZONE" \
    --query "HostedZones[?Name=='$DNS_ZONE.' && !(Config.PrivateZone)].Id | [0]" --output text
}
# Record sets of External DNS, one JSON line each. It marks each of its records with a TXT record that names the owner; the TXT
# record has the same name, mostly with the record type as prefix. Another deployment's name may begin like ours.
dns_records() {
  local zone="$1"
  aws route53 list-resource-record-sets --hosted-zone-id "$zone" --output json | jq --compact-output --arg owner "external-dns/owner=${PROJECT}[,\"]" '
    def is_address: .Type | IN("A", "AAAA", "CNAME");
    .ResourceRecordSets as $all
    | [$all[] | select(is_address) | .Name] as $addresses
    | [$all[] | select(.Type == "TXT" and any(.ResourceRecords[]?; .Value | test($owner)))] as $marks
    | [$marks[].Name | if IN($addresses[]) then . else sub("^(a|aaaa|cname)-"; "") end] as $names
    | $marks[], ($all[] | select(is_address and IN(.Name; $names[])))'
}
left_names() {
  local zone
  [[ -n $DOMAIN ]] || return 0
  zone="$(dns_zone_id)"
  [[ $zone == None ]] || dns_records "$zone" | jq --raw-output .Name | sort -u | lines_of name
}

leftovers() {
  left_balancers
  left_target_groups
  left_in_ec2
  left_cluster
  left_node_groups
  left_redis
  left_log_groups
  left_repositories
  left_certificates
  all_secrets | lines_of secret
  left_roles
  left_keys
  left_budget
  left_names
}

# unless_gone KIND NAME QUESTION…: only AWS's own 'there is none' means gone; what it does not answer for counts as existing.
unless_gone() {
  local kind="$1" name="$2" answer
  shift 2
  if answer="$(aws "$@" 2>&1)" || [[ $answer != *NoSuchEntity* && $answer != *'(404)'* ]]; then printf '%s %s\n' "$kind" "$name"; fi
}

bootstrap_leftovers() {
  local name
  unless_gone state-bucket "$(state_bucket)" s3api head-bucket --bucket "$(state_bucket)" --expected-bucket-owner "$AWS_ACCOUNT_ID"
  for name in "${ROLES[@]}"; do unless_gone role "$PROJECT-$name" iam get-role --role-name "$PROJECT-$name"; done
  unless_gone policy "$PROJECT-boundary" iam get-policy --policy-arn "$(iam_arn "policy/$PROJECT-boundary")"
  left_provider
}

# An account has at most one provider for GitHub; ours has our tag.
left_provider() {
  local arn owner
  aws iam list-open-id-connect-providers --query 'OpenIDConnectProviderList[].Arn' --output text | texts | while IFS= read -r arn; do
    [[ $arn == *"/$GITHUB_ISSUER" ]] || continue
    owner="$(aws iam list-open-id-connect-provider-tags --open-id-connect-provider-arn "$arn" --query "Tags[?Key=='live-chat:project'].Value | [0]" --output text)"
    [[ $owner != "$PROJECT" ]] || printf 'identity-provider %s\n' "$GITHUB_ISSUER"
  done
}
