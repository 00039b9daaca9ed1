# shellcheck shell=bash
# The current step of a script, which is printed, and printed again when the script ends too early. WORK, if set, is a folder for the run.

STEP='Checks'
step() {
  STEP="$1"
  heading "$1"
}

# From here on, however the script ends.
watch_steps() {
  trap on_end EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

on_end() {
  local code=$?
  [[ -z ${WORK-} ]] || rm -rf "$WORK"
  ((code == 0)) || log "Stopped during: $STEP. Run ./${0##*/} again: it goes on from what is there."
  exit "$code"
}
