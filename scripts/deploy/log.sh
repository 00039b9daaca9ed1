# shellcheck shell=bash
# Messages of the scripts for people. Everything is printed to standard error: standard output is for results.

# The bash of macOS is from 2007: no lower-casing, no mapfile.
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  printf 'Error: bash %s is too old, 4.4 or newer is needed (macOS: brew install bash).\n' "$BASH_VERSION" >&2
  exit 1
fi

# A failure inside $(…) is a failure.
shopt -s inherit_errexit

heading() { printf '\n── %s\n' "$*" >&2; }
log() { printf '%s\n' "$*" >&2; }
warn() { printf 'Warning: %s\n' "$*" >&2; }
# Ends the script with a reason. Sub-shells propagate it, because every script runs with `set -e`.
die() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

# Asks for one exact word. Without a terminal the answer is no.
confirm_word() {
  local word="$1" question="$2" answer
  if [[ ! -t 0 && -z ${LIVE_CHAT_ANSWERS_FROM_STDIN-} ]]; then
    die "$question needs an answer, and there is no terminal. Use --yes."
  fi
  printf '%s\nType %s to go on: ' "$question" "$word" >&2
  IFS= read -r answer || die 'Nothing was typed; nothing was done.'
  [[ $answer == "$word" ]] || die "That was not $word; nothing was done."
}
