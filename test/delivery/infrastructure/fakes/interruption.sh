# shellcheck shell=bash
# Sourced by the fakes: interrupts the script under test at one call, once, in one of several ways,
# or refuses a call until the test removes the file.

# FAKE_INTERRUPT is a file: its first line the way (fail, kill, int, refuse), its second a pattern of a call.
interrupt_at() {
  local call="$1" way pattern
  printf '%s\n' "$call" >>"$FAKE_STATE/calls"
  [[ -f ${FAKE_INTERRUPT-} ]] || return 0
  { read -r way; read -r pattern; } <"$FAKE_INTERRUPT"
  # shellcheck disable=SC2053  # a pattern
  [[ $call == $pattern ]] || return 0
  if [[ $way == refuse ]]; then
    echo 'An error occurred (AccessDenied) as a test ordered.' >&2
    exit 254
  fi
  mv "$FAKE_INTERRUPT" "$FAKE_INTERRUPT.done"
  case "$way" in
    fail) echo 'An error that a test ordered.' >&2; exit 1 ;;
    kill) kill -KILL -- "-$(ps -o pgid= -p $$ | tr -d ' ')" ;;
    int) kill -INT -- "-$(ps -o pgid= -p $$ | tr -d ' ')"; exit 130 ;;
  esac
}

run_aws() { "$FAKE_PYTHON" -S -E "$FAKES/aws-call.py" "$@"; }
