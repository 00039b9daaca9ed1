# shellcheck shell=bash disable=SC2034  # whoever sources this reads MANIFEST
# Sourced by the fakes. WORLD is a folder whose files hold the state of the fakes, and the calls
# they received.
set -euo pipefail
printf '%s %s\n' "$(basename "$0")" "$*" >>"$WORLD/calls"
# is WHAT: whether the test has set this state.
is() { [[ -e $WORLD/$1 ]]; }
# option NAME ARGUMENT…: the value after a name.
option() {
  local name="$1"
  shift
  while (($# > 0)); do
    [[ $1 != "$name" ]] || { printf '%s\n' "$2" && return; }
    shift
  done
}
readonly MANIFEST=application/vnd.oci.image.manifest.v1+json
