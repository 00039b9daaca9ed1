# shellcheck shell=bash
# Deletes what controllers created and left: load balancers and everything attached to them, interfaces, volumes, names, and at
# the end what the cluster wrote after Terraform had finished. What cannot be deleted now stays listed.

remove_leftover() {
  local kind="$1" name="$2"
  case "$kind" in
    balancer) aws elbv2 delete-load-balancer --load-balancer-arn "$name" ;;
    target-group) aws elbv2 delete-target-group --target-group-arn "$name" ;;
    network-interface) aws ec2 delete-network-interface --network-interface-id "$name" ;;
    volume) aws ec2 delete-volume --volume-id "$name" ;;
    security-group) remove_security_group "$name" ;;
    name) remove_names ;;
    *) return 1 ;;
  esac >/dev/null 2>&1
}

# Groups that refer to each other in rules can be deleted only after the rules.
remove_security_group() {
  local rules
  rules="$(aws ec2 describe-security-groups --filters "Name=ip-permission.group-id,Values=$1" --output json)"
  jq --compact-output --arg id "$1" '.SecurityGroups[] | {id: .GroupId, rules: [.IpPermissions[] | select(any(.UserIdGroupPairs[]?; .GroupId == $id))]}' <<<"$rules" |
    while IFS= read -r rules; do
      aws ec2 revoke-security-group-ingress --group-id "$(jq --raw-output .id <<<"$rules")" --ip-permissions "$(jq --compact-output .rules <<<"$rules")"
    done
  aws ec2 delete-security-group --group-id "$1"
}

# All in one change: a record set without its mark would never be found again.
remove_names() {
  local zone changes
  zone="$(dns_zone_id)"
  changes="$(dns_records "$zone" | jq --slurp --compact-output '{Changes: map({Action: "DELETE", ResourceRecordSet: .})}')"
  [[ $changes == '{"Changes":[]}' ]] || aws route53 change-resource-record-sets --hosted-zone-id "$zone" --change-batch "$changes"
}

# Interfaces and volumes count once they are free: attached ones belong to the nodes, and are deleted with them.
# Chained, because it is also used in conditions, where a failed query would otherwise look like 'nothing there'.
made_by_controllers() {
  left_balancers && left_target_groups && left_names && free_interfaces && free_volumes &&
    aws ec2 describe-security-groups --filters "Name=tag:elbv2.k8s.aws/cluster,Values=$PROJECT" \
      --query 'SecurityGroups[].GroupId' --output text | texts | lines_of security-group
}

free_interfaces() {
  local key
  for key in live-chat:project cluster.k8s.amazonaws.com/name; do
    aws ec2 describe-network-interfaces --filters "Name=tag:$key,Values=$PROJECT" Name=status,Values=available \
      --query 'NetworkInterfaces[].NetworkInterfaceId' --output text | texts | lines_of network-interface || return 1
  done
}

free_volumes() {
  aws ec2 describe-volumes --filters "Name=tag:live-chat:project,Values=$PROJECT" Name=status,Values=available \
    --query 'Volumes[].VolumeId' --output text | texts | lines_of volume
}

no_balancers() {
  local left
  left="$(left_balancers && left_target_groups)" && [[ -z $left ]]
}

no_names() {
  local left
  left="$(left_names)" && [[ -z $left ]]
}

# One pass: deletes what can be deleted. Fails while something is left.
clean_up_controllers() {
  local kind name left
  left="$(made_by_controllers)" || return 1
  [[ -n $left ]] || return 0
  while read -r kind name; do
    [[ -n $kind ]] || continue
    if remove_leftover "$kind" "$name"; then log "  removed $kind $name"; fi
  done <<<"$left"
  left="$(made_by_controllers)" && [[ -z $left ]]
}

# EKS writes its last lines after Terraform has removed the group.
remove_log_groups() {
  local kind name
  while read -r kind name; do
    [[ -z $kind ]] || aws logs delete-log-group --log-group-name "$name" >/dev/null || warn "The $kind $name stays."
  done <<<"$(left_log_groups)"
}
