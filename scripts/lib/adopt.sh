# shellcheck shell=bash
# A run that is ended while Terraform waits for AWS leaves things that AWS has and the state does not know. The next
# apply would make a second one, or stop at the name of the first. So what a plan would make, and AWS already has
# under our tag and the same name, is taken over. Nothing is ever deleted here.

# "TYPE NAME<tab>ID": what AWS has of ours, by the name under which Terraform would make it.
what_aws_has() {
  ec2_names && role_names && left_log_groups | sed -E 's/^log-group (.*)$/aws_cloudwatch_log_group \1\t\1/' &&
    left_repositories | sed -E 's/^repository (.*)$/aws_ecr_repository \1\t\1/' &&
    left_cluster | sed -E 's/^cluster (.*)$/aws_eks_cluster \1\t\1/'
}

role_names() { left_roles | sed -E 's/^role (.*)$/aws_iam_role \1\t\1/'; }

# Names are tags, so both are asked for: ours by the project's tag, and what they are called.
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

# "ADDRESS<tab>ID" of a plan (JSON): what it would make although it is there.
to_adopt() {
  jq --raw-output --arg has "$2" '
    ($has | split("\n") | map(select(. != "") | split("\t") | {key: .[0], value: .[1]}) | from_entries) as $ids
    | .resource_changes[] | select(.change.actions == ["create"]) | .address as $address
    | (if .type | IN("aws_iam_role", "aws_cloudwatch_log_group", "aws_ecr_repository", "aws_eks_cluster", "aws_launch_template")
       then .change.after.name else .change.after.tags.Name end) as $name
    | $ids["\(.type) \($name)"] // empty | "\($address)\t\(.)"' "$1"
}

# Writes import blocks for what a plan (JSON) would make a second time; the next plan takes it over. Not by
# `terraform import`, which cannot read a root whose keys come from other resources. Answers whether there is any.
write_imports() {
  local has address id file="$ROOT/terraform/cluster/adopted.tf"
  has="$(what_aws_has)" || return 1
  rm -f "$file"
  while IFS=$'\t' read -r address id; do
    [[ -n $id ]] || continue
    say "Taking over $address ($id), which a run that was ended had made and not written down."
    printf 'import {\n  to = %s\n  id = "%s"\n}\n' "$address" "$id" >>"$file"
  done <<<"$(to_adopt "$1" "$has")"
  [[ -f $file ]]
}

forget_imports() { rm -f "$ROOT/terraform/cluster/adopted.tf"; }
