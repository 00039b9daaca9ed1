# shellcheck shell=bash
# What Argo CD runs: its applications, and the names of their load balancers.

applications() { kube --namespace argocd get applications.argoproj.io --output json 2>/dev/null; }

# For roles that may look at nothing else.
applications_answer() { applications >/dev/null; }

# Environments with images on the branch that Argo CD follows: it generates no others.
running_environments() {
  local environment
  for environment in $ENVIRONMENTS; do
    if git -C "$ROOT" cat-file -e "$(branch_tip):environments/$environment/images.yaml" 2>/dev/null; then printf '%s\n' "$environment"; fi
  done
}

# Polling happens every two or three minutes; this refreshes now.
refresh_applications() {
  kube --namespace argocd annotate applications.argoproj.io --all --overwrite argocd.argoproj.io/refresh=normal >/dev/null 2>&1 || true
  kube --namespace argocd annotate applicationsets.argoproj.io --all --overwrite argocd.argoproj.io/application-set-refresh=true >/dev/null 2>&1 || true
}

balancer_host() {
  kube --namespace "live-chat-$1" get ingress \
    --output jsonpath='{.items[0].status.loadBalancer.ingress[0].hostname}' 2>/dev/null
}

has_balancer_host() { [[ -n "$(balancer_host "$1")" ]]; }

# The name under which an environment is published, if it is. Fails where the Secret cannot be read.
published_host() {
  local secret
  secret="$(kube --namespace argocd get secret in-cluster --output json)" || return 1
  jq --raw-output --arg name "live_chat_host_$1" '.metadata.annotations[$name] // ""' <<<"$secret"
}

readonly NO_BALANCER=3 NOT_PUBLISHED=4

# A sign-in proof names its host. Without a domain that is the load balancer's name, which is known only now. It is written to the
# cluster's Secret, from where the ApplicationSet passes it to the chart. Answers with NO_BALANCER or NOT_PUBLISHED.
publish_balancer_host() {
  local environment="$1" host published
  [[ -z $DOMAIN ]] || return 0
  # Also reports the images: without running pods there is still an Ingress.
  wait_until "${WAIT_BALANCER:-900}" "$environment's balancer to have its name" has_balancer_host "$environment" || return "$NO_BALANCER"
  host="$(balancer_host "$environment")" || return "$NO_BALANCER"
  published="$(published_host "$environment")" || return "$NOT_PUBLISHED"
  [[ $published != "$host" ]] || return 0
  kube --namespace argocd annotate secret in-cluster --overwrite "live_chat_host_$environment=$host" >/dev/null || return "$NOT_PUBLISHED"
  refresh_applications
}

# An application's status refers to what it was last compared with: its specification may be newer.
# shellcheck disable=SC2016  # variables of jq
readonly IS_HEALTHY='.metadata.name == $name and .status.health.status == "Healthy" and .status.sync.status == "Synced"
  and ($host == "" or any(.status.sync.comparedTo.source.helm.parameters[]?; .name == "ingress.balancerHost" and .value == $host))'

is_healthy() {
  applications | jq --exit-status --arg name "live-chat-$1" --arg host "$2" "any(.items[]; $IS_HEALTHY)" >/dev/null 2>&1
}

# runs_recorded_images ENVIRONMENT "COMPONENT DIGEST…" [HOST]: healthy alone may be what ran before.
runs_recorded_images() {
  applications | jq --exit-status --arg name "live-chat-$1" --arg host "${3-}" --arg wanted "$(awk '{print $2}' <<<"$2")" '
    ($wanted | split("\n")) as $digests
    | any(.items[]; '"$IS_HEALTHY"'
        and (.status.summary.images // [] | . as $images | $digests | all(. as $digest | any($images[]; endswith("@" + $digest)))))' >/dev/null 2>&1
}

# The commit that an application was last compared with.
compared_revision() {
  applications | jq --raw-output --arg name "live-chat-$1" '.items[] | select(.metadata.name == $name) | .status.sync.revision // ""'
}

explain_application() {
  applications | jq --raw-output --arg name "live-chat-$1" '.items[] | select(.metadata.name == $name)
    | "\(.metadata.name): \(.status.sync.status // "no sync yet"), \(.status.health.status // "no health yet")\(.status.conditions[]?.message | "\n  " + .)"' >&2 || true
}

wait_for_application() {
  local environment="$1" host=''
  [[ -n $DOMAIN ]] || host="$(balancer_host "$environment")"
  if ! wait_until "${WAIT_HEALTHY:-1200}" "$environment to be healthy" is_healthy "$environment" "$host"; then
    explain_application "$environment"
    die "Argo CD does not report $environment healthy. What to do: docs/cluster.md, 'When a build stops half-way'."
  fi
}

address_of() {
  if [[ -z $DOMAIN ]]; then printf 'https://%s\n' "$(balancer_host "$1")"
  elif [[ $1 == production ]]; then printf 'https://%s\n' "$DOMAIN"
  else printf 'https://%s.%s\n' "$1" "$DOMAIN"; fi
}
