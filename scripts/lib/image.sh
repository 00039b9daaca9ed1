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

# Builds what the registry lacks and writes digests down. Answers with the arguments of scripts/set-image.
ensure_images() {
  local component tag digest
  [[ -d $ROOT/node_modules ]] || npm --prefix "$ROOT" ci --no-audit --no-fund >&2
  for component in "${COMPONENTS[@]}"; do
    tag="$(image_tag "$component")"
    if ! digest="$(image_digest "$component" "$tag")"; then
      build_and_push "$component" "$tag"
      digest="$(image_digest "$component" "$tag")" || die "The registry does not have $component:$tag although it was pushed."
    fi
    printf '%s %s\n' "$component" "$digest"
  done
}

images_are_committed() {
  [[ -z "$(git -C "$ROOT" status --porcelain -- package.json package-lock.json tsconfig.json .dockerignore scripts/bundle.ts src)" ]]
}

# Argo CD runs what is on the branch, so the digests become a commit there.
record_images() {
  local file=environments/staging/images.yaml component digest
  is_in_words staging "$ENVIRONMENTS" || return 0
  while read -r component digest; do
    "$ROOT/scripts/set-image" staging "$component" "$digest" >&2
  done <<<"$1"
  if [[ -z "$(git -C "$ROOT" status --porcelain -- "$file")" ]] && branch_has_images; then
    say 'Staging already names these images.'
    return
  fi
  if [[ -n "$(git -C "$ROOT" status --porcelain -- "$file")" ]]; then
    # A runner has no name of its own.
    git -C "$ROOT" config user.email >/dev/null ||
      export GIT_AUTHOR_NAME='Live Chat build' GIT_AUTHOR_EMAIL=build@live-chat.invalid \
        GIT_COMMITTER_NAME='Live Chat build' GIT_COMMITTER_EMAIL=build@live-chat.invalid
    git -C "$ROOT" add -- "$file"
    git -C "$ROOT" commit --quiet --message "chore(staging): images of $(git -C "$ROOT" rev-parse --short HEAD)" --only -- "$file"
  fi
  push_images
}

branch_has_images() {
  git -C "$ROOT" fetch --quiet origin "$REVISION" &&
    git -C "$ROOT" diff --quiet FETCH_HEAD HEAD -- environments/staging/images.yaml
}

# Somebody else's push may be faster; ours goes on top of it.
push_images() {
  local try
  for try in 1 2 3; do
    if git -C "$ROOT" push --quiet origin "HEAD:$REVISION"; then
      say "The digests are committed and pushed to $REVISION."
      return
    fi
    say "The push was refused (try $try of 3)."
    git -C "$ROOT" pull --quiet --rebase origin "$REVISION" || break
  done
  die "The digests are committed here and could not be pushed to $REVISION. Push them, or merge them by a pull request, and run this again."
}
