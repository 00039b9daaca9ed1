# shellcheck shell=bash
# A run that ends while Terraform waits for AWS leaves resources that exist in AWS and are missing from the state. The next apply
# would create a second one, or fail because of the first one's name. So resources that a plan would create, and that exist in AWS
# under our tag and the same name, are imported; so is access that build.sh granted to somebody whom ADMIN_ROLE_ARNS names now.
# Nothing is ever deleted here.

# "TYPE NAME<tab>ID": our resources in AWS, by the name under which Terraform would create them.
what_aws_has() {
  ec2_names && routes && key_of_ours && nodes_of_ours && access_of_ours && redis_of_ours && role_names && left_log_groups | sed -E 's/^log-group (.*)$/aws_cloudwatch_log_group \1\t\1/' &&
    left_repositories | sed -E 's/^repository (.*)$/aws_ecr_repository \1\t\1/' &&
    left_cluster | sed -E 's/^cluster (.*)$/aws_eks_cluster \1\t\1/'
}

# Neither has a tag or a name: they are identified by what they connect.
routes() {
  local tables
  tables="$(aws ec2 describe-route-tables --filters "Name=tag:live-chat:project,Values=$PROJECT" --output json)" || return 1
  jq --raw-output '.RouteTables[] | .RouteTableId as $table
    | (.Routes[] | select(.Origin == "CreateRoute" and .DestinationCidrBlock) | "aws_route \($table) \(.DestinationCidrBlock)\t\($table)_\(.DestinationCidrBlock)"),
      (.Associations[] | select(.SubnetId) | "aws_route_table_association \(.SubnetId) \($table)\t\(.SubnetId)/\($table)")' <<<"$tables"
}

# One that is scheduled for deletion does not count.
key_of_ours() {
  local arn keys
  keys="$(aws resourcegroupstaggingapi get-resources --resource-type-filters kms --tag-filters "Key=live-chat:project,Values=$PROJECT" \
    --query 'ResourceTagMappingList[].ResourceARN' --output text)" || return 1
  for arn in $(texts <<<"$keys"); do
    [[ "$(aws kms describe-key --key-id "$arn" --query KeyMetadata.KeyState --output text)" != Enabled ]] ||
      printf 'aws_kms_key %s\t%s\n' "$PROJECT" "${arn##*/}"
  done
  left_keys | sed -E 's/^key-alias (.*)$/aws_kms_alias \1\t\1/'
}

nodes_of_ours() {
  local groups name
  cluster_exists || return 0
  groups="$(aws eks list-nodegroups --cluster-name "$PROJECT" --query 'nodegroups[]' --output text)" || return 1
  for name in $(texts <<<"$groups"); do printf 'aws_eks_node_group %s\t%s:%s\n' "$name" "$PROJECT" "$name"; done
}

access_of_ours() {
  local entries
  cluster_exists || return 0
  entries="$(aws eks list-access-entries --cluster-name "$PROJECT" --query 'accessEntries[]' --output text)" || return 1
  texts <<<"$entries" | sed -E "s/^(.*)$/aws_eks_access_entry \1\t$PROJECT:\1/"
}

redis_of_ours() {
  left_redis | sed -n -E 's/^redis (.*)$/aws_elasticache_replication_group \1\t\1/p; s/^redis-subnet-group (.*)$/aws_elasticache_subnet_group \1\t\1/p'
  aws elasticache describe-cache-parameter-groups --query "CacheParameterGroups[?starts_with(CacheParameterGroupName, '$PROJECT-')].CacheParameterGroupName" --output text |
    texts | sed -E 's/^(.*)$/aws_elasticache_parameter_group \1\t\1/'
}

role_names() { left_roles | sed -E 's/^role (.*)$/aws_iam_role \1\t\1/'; }

# Names are tags, so both are queried: the project's tag, and the name.
ec2_names() {
  local ours names
  ours="$(aws ec2 describe-tags --filters Name=key,Values=live-chat:project "Name=value,Values=$PROJECT" --query 'Tags[].[ResourceType,ResourceId]' --output json)" &&
    names="$(aws ec2 describe-tags --filters Name=key,Values=Name --query 'Tags[].[ResourceId,Value]' --output json)" || return 1
  jq --raw-output --null-input --argjson ours "$ours" --argjson names "$names" '
    {vpc: "aws_vpc", subnet: "aws_subnet", "route-table": "aws_route_table", "internet-gateway": "aws_internet_gateway",
     "security-group": "aws_security_group", "elastic-ip": "aws_eip", "vpc-elastic-ip": "aws_eip",
     natgateway: "aws_nat_gateway", "nat-gateway": "aws_nat_gateway", "vpc-endpoint": "aws_vpc_endpoint"} as $types
    | ($names | map({key: .[0], value: .[1]}) | from_entries) as $called
    | $ours[] | select($types[.[0]] and $called[.[1]]) | "\($types[.[0]]) \($called[.[1]])\t\(.[1])"'
  aws ec2 describe-launch-templates --filters "Name=tag:live-chat:project,Values=$PROJECT" \
    --query 'LaunchTemplates[].[LaunchTemplateName,LaunchTemplateId]' --output text | sed -n -E 's/^(\S+)\t(\S+)$/aws_launch_template \1\t\2/p'
}

# "ADDRESS<tab>ID" of a plan (JSON): what it would create although it exists, or existed.
to_import() {
  jq --raw-output --arg has "$2" --arg project "$PROJECT" '
    def called: .type as $type | .change.after
      | if $type == "aws_route" then "\(.route_table_id) \(.destination_cidr_block)"
        elif $type == "aws_route_table_association" then "\(.subnet_id) \(.route_table_id)"
        elif $type == "aws_kms_key" then $project
        elif $type == "aws_eks_node_group" then .node_group_name
        elif $type == "aws_eks_access_entry" then .principal_arn
        elif $type == "aws_elasticache_replication_group" then .replication_group_id
        elif $type | IN("aws_iam_role", "aws_cloudwatch_log_group", "aws_ecr_repository", "aws_eks_cluster", "aws_launch_template",
          "aws_kms_alias", "aws_elasticache_subnet_group", "aws_elasticache_parameter_group") then .name
        else .tags.Name? end;
    ($has | split("\n") | map(select(. != "") | split("\t")) | group_by(.[0]) | map({key: .[0][0], value: map(.[1])}) | from_entries) as $ids
    | .resource_changes[] | select(.change.actions == ["create"]) | .address as $address
    | $ids["\(.type) \(called)"] // [] | .[] | "\($address)\t\(.)"' "$1"
}

# gone ADDRESS ID: what EC2 still lists by its tag although it was deleted, as for a while after a destroy.
gone() {
  local type
  case "${1%%.*}" in
    aws_vpc) type=vpc ;;
    aws_subnet) type=subnet ;;
    aws_route_table) type=route-table ;;
    aws_internet_gateway) type=internet-gateway ;;
    aws_security_group) type=security-group ;;
    aws_eip) type=elastic-ip ;;
    aws_nat_gateway) type=natgateway ;;
    aws_vpc_endpoint) type=vpc-endpoint ;;
    *) return 1 ;;
  esac
  [[ -z "$(still_in_ec2 "$type" "$2")" ]]
}

# Writes import blocks for what a plan (JSON) would create a second time; the next plan imports it. Not by `terraform import`,
# which cannot read a root whose keys come from other resources. Returns whether there is anything new.
write_imports() {
  local has address id taken='' file="$ROOT/terraform/cluster/imported.tf"
  has="$(what_aws_has)" || return 1
  while IFS=$'\t' read -r address id; do
    [[ -n $id && $address != "$taken" ]] || continue
    if gone "$address" "$id"; then continue; fi
    log "Taking over $address ($id), which AWS has already."
    printf 'import {\n  to = %s\n  id = "%s"\n}\n' "$address" "$id" >>"$file"
    taken="$address"
  done <<<"$(to_import "$1" "$has")"
  [[ -n $taken ]]
}

forget_imports() { rm -f "$ROOT/terraform/cluster/imported.tf"; }
