# shellcheck shell=bash
# environments/ENV/images.yaml: which images an environment runs, by digest. scripts/set-image alone writes it, in one
# form, so that reading it takes no YAML parser. Any other form is refused: what a reader skips, Argo CD would still run.

readonly COMPONENTS=(backend ui)

images_file() { printf 'environments/%s/images.yaml\n' "$1"; }

is_component() { [[ " ${COMPONENTS[*]} " == *" $1 "* ]]; }

# Reads an images.yaml on standard input. Prints "COMPONENT DIGEST" lines.
read_images() {
  local line component=''
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ -z $line || $line == '#'* ]]; then
      continue
    elif [[ -z $component && $line =~ ^([a-z]+):$ ]] && is_component "${BASH_REMATCH[1]}"; then
      component="${BASH_REMATCH[1]}"
    elif [[ -n $component && $line =~ ^\ \ digest:\ (sha256:[0-9a-f]{64})$ ]]; then
      printf '%s %s\n' "$component" "${BASH_REMATCH[1]}"
      component=''
    else
      die "An images.yaml holds '$line'. Only scripts/set-image may write that file."
    fi
  done
  [[ -z $component ]] || die "An images.yaml has no digest of $component. Only scripts/set-image may write that file."
}

# Writes an images.yaml of the "COMPONENT DIGEST" lines on standard input.
write_images() {
  local component digest
  printf '# What this environment runs, by digest. Written by scripts/set-image; sizes are in values.yaml.\n\n'
  while read -r component digest; do printf '%s:\n  digest: %s\n' "$component" "$digest"; done
}

# recorded_images TREEISH ENVIRONMENT: "COMPONENT DIGEST" lines; nothing if the environment has no images there.
recorded_images() {
  local text
  text="$(git -C "$ROOT" show "$1:$(images_file "$2")" 2>/dev/null)" || return 0
  read_images <<<"$text"
}

# digest_of COMPONENT "COMPONENT DIGEST…": nothing if it is not among them.
digest_of() {
  local component digest
  while read -r component digest; do
    [[ $component != "$1" ]] || printf '%s\n' "$digest"
  done <<<"$2"
}
