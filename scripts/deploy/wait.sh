# shellcheck shell=bash
# Waiting for a condition. It is checked repeatedly, never assumed after a while.

# wait_until SECONDS WHAT COMMAND…: until the command succeeds. Fails when the time is over.
wait_until() {
  local limit="$1" what="$2" deadline
  shift 2
  deadline=$((SECONDS + limit))
  "$@" && return
  log "Waiting for $what (up to $((limit / 60)) minutes) …"
  until "$@"; do
    if ((SECONDS >= deadline)); then
      log "Gave up waiting for $what after $limit seconds."
      return 1
    fi
    # Between two checks, to avoid throttling.
    sleep "${WAIT_INTERVAL:-10}"
  done
}
