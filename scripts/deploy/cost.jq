# From a plan of terraform/cluster: what it costs a month, line by line. A thing without a price is named, never skipped.

def hours: 730;

def resources: [.planned_values.root_module.resources[]? | select(.mode == "managed")];
def of($type): map(select(.type == $type));

$prices[0] as $book
| (.variables.region.value) as $region
| ($book.regions[$region] // null) as $price
| (.variables.environments.value | length) as $environments
| (.variables.domain.value) as $domain
| resources as $all
| ($all | of("aws_eks_node_group") | map(.values.scaling_config[0].min_size) | add // 0) as $nodes
| (($all | of("aws_eks_node_group"))[0].values.instance_types[0] // "") as $node_type
| (($all | of("aws_launch_template"))[0].values.block_device_mappings[0].ebs[0].volume_size // 0) as $disk
| ($all | of("aws_elasticache_replication_group") | map(.values.num_cache_clusters) | add // 0) as $redis
| (($all | of("aws_elasticache_replication_group"))[0].values.node_type // "") as $redis_type
| ($all | of("aws_nat_gateway") | length) as $nat
| ($all | of("aws_kms_key") | length) as $keys
| (if $domain == "" then $environments else 1 end) as $balancers
| if $price == null then
    "No prices for \($region) in terraform/prices.json: nothing can be said about the cost."
  else
    [
      {what: "Kubernetes control plane", count: ($all | of("aws_eks_cluster") | length), each: ($price.eks_cluster_hour * hours)},
      {what: "nodes, \($node_type)", count: $nodes, each: ($price.instance_hour[$node_type] as $hour | if $hour then $hour * hours else null end)},
      {what: "node disks, \($disk) GiB", count: $nodes, each: ($price.gp3_gib_month * $disk)},
      {what: "NAT gateways", count: $nat, each: (($price.nat_gateway_hour + $price.public_ipv4_hour) * hours)},
      {what: "Redis nodes, \($redis_type)", count: $redis, each: ($price.valkey_hour[$redis_type] as $hour | if $hour then $hour * hours else null end)},
      # Made by the controller in the cluster, one address in each of three zones.
      {what: "load balancers", count: $balancers, each: (($price.balancer_hour + 3 * $price.public_ipv4_hour) * hours)},
      {what: "encryption keys", count: $keys, each: $price.kms_key_month},
      {what: "secrets", count: (1 + $environments), each: $price.secret_month}
    ]
    | map(select(.count > 0))
    | (map(select(.each == null) | .what)) as $unknown
    | (map(select(.each != null) | . + {month: (.count * .each)})) as $known
    | ($known[] | "  \(.count) × \(.what): \(.month * 100 | round / 100) USD"),
      "About \($known | map(.month) | add // 0 | round) USD a month in \($region), without traffic, logs and tax (prices of \($book.as_of)\(if $book.refreshed then "" else ", to be refreshed" end)).",
      "Source of the prices: \($book.source).",
      ($unknown[] | "Not counted, as terraform/prices.json has no price: \(.).")
  end
