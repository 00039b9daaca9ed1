# shellcheck shell=bash
# The images that an environment runs. A tag is the hash of what goes into the image, so that unchanged code
# has an unchanged tag, and what the registry has is never built again.

# REGISTRY is for rehearsals: a registry on this machine.
registry() { printf '%s\n' "${REGISTRY:-$AWS_ACCOUNT_ID.dkr.ecr.$REGION.amazonaws.com}"; }

readonly NOT_THERE=3 NO_REGISTRY=4

# image_digest COMPONENT TAG: the digest under which the registry has an image. Answers with NOT_THERE or NO_REGISTRY,
# and fails otherwise: no answer is not 'not there'.
image_digest() {
  local answer
  if answer="$(aws ecr describe-images --repository-name "$PROJECT/$1" --image-ids "imageTag=$2" \
    --query 'imageDetails[0].imageDigest' --output text 2>&1)"; then
    [[ $answer == sha256:* ]] || die "The registry answered $answer for $1:$2."
    printf '%s\n' "$answer"
    return
  fi
  case "$answer" in
    *ImageNotFoundException*) return "$NOT_THERE" ;;
    *RepositoryNotFoundException*) return "$NO_REGISTRY" ;;
  esac
  die "The registry does not answer: $(tail -n 1 <<<"$answer")"
}

sign_in_to_registry() {
  aws ecr get-login-password | docker login --username AWS --password-stdin "$(registry)" >/dev/null
}

build_and_push() {
  local component="$1" tag="$2"
  log "Building $component ($tag) for $NODE_ARCHITECTURE …"
  sign_in_to_registry
  docker buildx build --platform "linux/$NODE_ARCHITECTURE" --file "$ROOT/src/$component/Dockerfile" \
    --build-arg "REVISION=$(git -C "$ROOT" rev-parse HEAD)" --build-arg "SOURCE=https://github.com/$REPOSITORY" \
    --tag "$(registry)/$PROJECT/$component:$tag" --push "$ROOT" >&2
}

# What build.sh builds is for the nodes' processor alone, and unsigned. Its tag must never pass for the deploy workflow's.
own_tag() { printf '%s-%s\n' "$1" "$NODE_ARCHITECTURE"; }

# ready_digest COMPONENT TAG: what runs of a component. Prints its digest, and answers as image_digest does. What the deploy
# workflow made of the same code is signed and for every processor: it is never replaced by less.
ready_digest() {
  local code=0
  image_digest "$1" "$2" || code=$?
  ((code == NOT_THERE)) || return "$code"
  image_digest "$1" "$(own_tag "$2")"
}

# Builds what the registry lacks and writes digests down. Answers with the arguments of scripts/set-image.
ensure_images() {
  local component tag digest code
  [[ -d $ROOT/node_modules ]] || npm --prefix "$ROOT" ci --no-audit --no-fund --ignore-scripts >&2
  for component in "${COMPONENTS[@]}"; do
    code=0
    tag="$("$ROOT/scripts/image" tag "$component")"
    digest="$(ready_digest "$component" "$tag")" || code=$?
    if ((code == NOT_THERE)); then
      build_and_push "$component" "$(own_tag "$tag")"
      digest="$(ready_digest "$component" "$tag")" || die "The registry does not have $component although it was pushed."
    elif ((code != 0)); then
      die "It is not known whether the registry has $component; nothing was built."
    fi
    printf '%s %s\n' "$component" "$digest"
  done
}

images_are_committed() {
  [[ -z "$(git -C "$ROOT" status --porcelain -- package.json package-lock.json tsconfig.json .dockerignore scripts/release/images/bundle.ts src)" ]]
}

# Argo CD runs what is on the branch, so the digests become a commit there, as a deploy's do.
record_staging() {
  local images
  is_in_words staging "$ENVIRONMENTS" || return 0
  read -r -a images <<<"$(tr '\n' ' ' <<<"$1")"
  "$ROOT/scripts/record-images" staging "${images[@]}"
}
