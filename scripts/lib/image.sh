# shellcheck shell=bash
# The images that an environment runs. A tag is the hash of what goes into the image, so that unchanged code
# has an unchanged tag, and what the registry has is never built again.

readonly COMPONENTS=(backend ui)

# REGISTRY is for rehearsals: a registry on this machine.
registry() { printf '%s\n' "${REGISTRY:-$AWS_ACCOUNT_ID.dkr.ecr.$REGION.amazonaws.com}"; }

# One rule for what decides an image, and another name than the deploy workflow's: what is built here is for the
# nodes' processor alone, and unsigned, so that it must never pass for the other.
image_tag() { printf '%s-%s\n' "$("$ROOT/scripts/image" tag "$1")" "$NODE_ARCHITECTURE"; }

# The digest under which the registry has an image; fails when it has none.
image_digest() {
  local digest
  digest="$(aws ecr describe-images --repository-name "$PROJECT/$1" --image-ids "imageTag=$2" \
    --query 'imageDetails[0].imageDigest' --output text 2>/dev/null)" || return 1
  [[ $digest == sha256:* ]] && printf '%s\n' "$digest"
}

sign_in_to_registry() {
  aws ecr get-login-password | docker login --username AWS --password-stdin "$(registry)" >/dev/null
}

build_and_push() {
  local component="$1" tag="$2"
  say "Building $component ($tag) for $NODE_ARCHITECTURE …"
  sign_in_to_registry
  docker buildx build --platform "linux/$NODE_ARCHITECTURE" --file "$ROOT/src/$component/Dockerfile" \
    --build-arg "REVISION=$(git -C "$ROOT" rev-parse HEAD)" --build-arg "SOURCE=https://github.com/$REPOSITORY" \
    --tag "$(registry)/$PROJECT/$component:$tag" --push "$ROOT" >&2
}

# What the deploy workflow made of the same code is signed and for every processor: it is never replaced by less.
deployed_digest() { image_digest "$1" "$("$ROOT/scripts/image" tag "$1")"; }

# Builds what the registry lacks and writes digests down. Answers with the arguments of scripts/set-image.
ensure_images() {
  local component tag digest
  [[ -d $ROOT/node_modules ]] || npm --prefix "$ROOT" ci --no-audit --no-fund >&2
  for component in "${COMPONENTS[@]}"; do
    tag="$(image_tag "$component")"
    if ! digest="$(deployed_digest "$component" || image_digest "$component" "$tag")"; then
      build_and_push "$component" "$tag"
      digest="$(image_digest "$component" "$tag")" || die "The registry does not have $component:$tag although it was pushed."
    fi
    printf '%s %s\n' "$component" "$digest"
  done
}

images_are_committed() {
  [[ -z "$(git -C "$ROOT" status --porcelain -- package.json package-lock.json tsconfig.json .dockerignore scripts/bundle.ts src)" ]]
}

# Argo CD runs what is on the branch, so the digests become a commit there, as a deploy's do.
record_staging() {
  local images
  is_in_words staging "$ENVIRONMENTS" || return 0
  read -r -a images <<<"$(tr '\n' ' ' <<<"$1")"
  "$ROOT/scripts/record-images" staging "${images[@]}"
}
