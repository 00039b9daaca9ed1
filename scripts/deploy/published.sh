# shellcheck shell=bash disable=SC2153  # settings.sh sets REPOSITORY
# Images that are built, scanned, signed, and only then tagged with the tag by which image.sh finds them.

# Fixable and critical: a fix exists, so it can be applied here. On both architectures.
scan() {
  local platform
  for platform in linux/amd64 linux/arm64; do
    "${GRYPE:-grype}" "registry:$1" --platform "$platform" --only-fixed --fail-on critical >&2 ||
      die "scan: $1 ($platform) has a critical vulnerability with a fix, or could not be looked through. It gets no tag and runs nowhere."
  done
}

# Exactly the same manifest under its tag, so the digest cannot change.
give_tag() {
  local component="$1" digest="$2" tag="$3" manifest
  manifest="$(aws ecr batch-get-image --repository-name "$PROJECT/$component" --image-ids "imageDigest=$digest" \
    --query 'images[0].imageManifest' --output text)"
  aws ecr put-image --repository-name "$PROJECT/$component" --image-tag "$tag" --image-digest "$digest" \
    --image-manifest "$manifest" >/dev/null
}

# publish COMPONENT TAG: prints the digest.
publish() {
  local component="$1" tag="$2" repository digest code=0
  repository="$(registry)/$PROJECT/$component"
  log "Building $component ($tag) …"
  sign_in_to_registry || die 'The registry lets nobody in.'
  digest="$("$ROOT/scripts/image" publish "$component" --name "$repository" --source "https://github.com/$REPOSITORY")" ||
    die "build: $component could not be built and pushed. Nothing was recorded."
  scan "$repository@$digest"
  sign_image "$repository@$digest" || die "sign: $component could not be signed. It gets no tag."
  if ! give_tag "$component" "$digest" "$tag"; then
    # Another run may have been faster with the same code.
    digest="$(image_digest "$component" "$tag")" || code=$?
    ((code == 0)) || die "The registry did not take the tag $tag of $component."
  fi
  printf '%s\n' "$digest"
}
