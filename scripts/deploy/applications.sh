# shellcheck shell=bash
# Deletes applications from the top, because self-heal would restore what is deleted below.

# The names of a kind. None if the cluster does not know the kind; a failure if the cluster does not answer,
# because silence must not look like 'nothing there'.
names_of() {
  local answer
  if answer="$(kube get "$1" --all-namespaces --output name 2>&1)"; then
    [[ $answer == 'No resources found'* ]] || printf '%s\n' "$answer"
  else
    [[ $answer == *"doesn't have a resource type"* ]]
  fi
}

are_none_of() {
  local kind left
  for kind in "$@"; do
    left="$(names_of "$kind")" || return 1
    [[ -z ${left//[[:space:]]/} ]] || return 1
  done
}

no_applications() { are_none_of applications.argoproj.io applicationsets.argoproj.io; }
no_volumes() { are_none_of persistentvolumes; }
no_balancer_objects() {
  local services
  are_none_of ingresses.networking.k8s.io targetgroupbindings.elbv2.k8s.aws || return 1
  services="$(kube get services --all-namespaces --output json | jq '[.items[]? | select(.spec.type == "LoadBalancer")] | length')" || return 1
  [[ $services == 0 ]]
}

# The root, the ApplicationSet, which would create applications again, and these. Their project stays until they are gone.
delete_applications() {
  kube --namespace argocd delete applications.argoproj.io root --ignore-not-found --wait=false >/dev/null 2>&1 || true
  kube --namespace argocd delete applicationsets.argoproj.io --all --wait=false >/dev/null 2>&1 || true
  kube --namespace argocd delete applications.argoproj.io --all --wait=false >/dev/null 2>&1 || true
}

# An application or project whose controller is gone waits for it forever.
release_applications() {
  local name
  for name in $(names_of applications.argoproj.io) $(names_of appprojects.argoproj.io); do
    kube --namespace argocd patch "$name" --type merge --patch '{"metadata":{"finalizers":null}}' >/dev/null 2>&1 || true
  done
}

# Objects with resources in AWS, while the controllers that can delete these still run.
delete_what_controllers_serve() {
  local environment
  kube delete ingresses.networking.k8s.io --all --all-namespaces --wait=false >/dev/null 2>&1 || true
  for environment in $ENVIRONMENTS; do
    kube --namespace "live-chat-$environment" delete deployments,statefulsets,services --all --wait=false >/dev/null 2>&1 || true
    # A claim of a StatefulSet stays when the set goes.
    kube --namespace "live-chat-$environment" delete persistentvolumeclaims --all --wait=false >/dev/null 2>&1 || true
  done
}

# An Ingress whose controller is stuck or gone waits for it forever, and so does its namespace.
release_balancer_objects() {
  local kind namespace name
  for kind in ingresses.networking.k8s.io targetgroupbindings.elbv2.k8s.aws; do
    kube get "$kind" --all-namespaces --output 'jsonpath={range .items[*]}{.metadata.namespace} {.metadata.name}{"\n"}{end}' 2>/dev/null |
      while read -r namespace name; do
        kube --namespace "$namespace" patch "$kind" "$name" --type merge --patch '{"metadata":{"finalizers":null}}' >/dev/null 2>&1 || true
      done || true
  done
}

take_down_applications() {
  delete_applications
  if ! wait_until "${WAIT_APPLICATIONS:-900}" 'Argo CD to take its applications down' no_applications; then
    warn 'Argo CD does not answer; taking down by hand what it ran.'
    release_applications
    wait_until 120 'the applications to be released' no_applications || true
  fi
}

take_down_balancers() {
  delete_what_controllers_serve
  if ! wait_until "${WAIT_BALANCER:-900}" 'every Ingress and TargetGroupBinding to go' no_balancer_objects; then
    warn 'The balancer controller did not let go of everything; AWS is asked directly.'
    release_balancer_objects
  fi
  wait_until "${WAIT_VOLUMES:-300}" 'every volume to go' no_volumes || warn 'Volumes are left; AWS is asked directly.'
  wait_until "${WAIT_BALANCER:-900}" 'AWS to have no balancer and no target group of the cluster' no_balancers ||
    warn 'Balancers are left; AWS is asked directly.'
  # External DNS acts once a minute; if it were uninstalled earlier, it would leave them.
  wait_until "${WAIT_NAMES:-300}" 'External DNS to remove its names' no_names || warn 'Names are left; Route 53 is asked directly.'
}
