#!/usr/bin/env bash
# A cluster for npm run test:cluster, by kind: test/cluster/kind.sh FOLDER
# Prints what has to be set. Needs Docker with buildx, kind, kubectl, docker-registry; remove it with: kind delete cluster
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
FOLDER="$(mkdir -p "${1:?FOLDER}" && cd "$1" && pwd)"

# Nodes reach this computer through the gateway of their network, so its address is needed.
readonly SUBNET=172.30.0.0/16 HOST=172.30.0.1
# The registry's name on the nodes, and its address on this computer.
readonly NAME=registry.test PORT=5000

start_registry() {
  cat >"$FOLDER/registry.yaml" <<YAML
version: 0.1
storage: {filesystem: {rootdirectory: $FOLDER/registry}}
http: {addr: 0.0.0.0:$PORT}
YAML
  docker-registry serve "$FOLDER/registry.yaml" >"$FOLDER/registry.log" 2>&1 &
  curl --silent --fail --retry 30 --retry-connrefused --retry-delay 1 "http://localhost:$PORT/v2/" >/dev/null
}

# Pods of the cluster run what this prints: an image of each component, and its digest.
push() {
  local component="$1" release="$2" image
  image="localhost:$PORT/live-chat/$component:$release"
  # The two releases differ only by a label, which results in another digest.
  "$ROOT/scripts/image" build "$component" --name "$image" --source "https://example.org/$release" >&2
  docker push --quiet "$image" >&2
  docker buildx imagetools inspect "$image" --format '{{.Manifest.Digest}}'
}

release() { printf '{"backend": "%s", "ui": "%s"}' "$(push backend "$1")" "$(push ui "$1")"; }

make_cluster() {
  docker network inspect kind >/dev/null 2>&1 || docker network create kind --subnet "$SUBNET" --gateway "$HOST" >/dev/null
  kind create cluster --wait 5m --kubeconfig "$FOLDER/kubeconfig" --config - >&2 <<YAML
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes: [{role: control-plane}, {role: worker}]
containerdConfigPatches:
  - |-
    [plugins."io.containerd.grpc.v1.cri".registry]
      config_path = "/etc/containerd/certs.d"
YAML
  local node
  for node in $(kind get nodes); do
    docker exec "$node" mkdir -p "/etc/containerd/certs.d/$NAME"
    docker exec --interactive "$node" cp /dev/stdin "/etc/containerd/certs.d/$NAME/hosts.toml" <<<"[host.\"http://$HOST:$PORT\"]"
  done
}

main() {
  start_registry
  make_cluster
  printf '[%s, %s]\n' "$(release one)" "$(release two)" >"$FOLDER/releases.json"
  printf 'CLUSTER_KUBECONFIG=%s\nCLUSTER_HOST=%s\nCLUSTER_REGISTRY=%s\nCLUSTER_RELEASES=%s\n' \
    "$FOLDER/kubeconfig" "$HOST" "$NAME/live-chat" "$FOLDER/releases.json"
}

main "$@"
