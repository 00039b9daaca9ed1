#!/usr/bin/env bash
# Run once by a person, on a laptop or in AWS CloudShell: the state bucket, and the roles of GitHub's jobs.
# It is safe to run again: it checks first and changes only what differs.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
for noun in log settings tools account state github roles bootstrap; do
  # shellcheck source=/dev/null
  source "$ROOT/scripts/deploy/$noun.sh"
done

main() {
  # shellcheck disable=SC2034  # account.sh asks
  ASSUME_YES=''
  for argument in "$@"; do
    case "$argument" in
      --yes) export ASSUME_YES=true ;;
      *) die "Unknown argument $argument. Usage: scripts/bootstrap.sh [--yes]" ;;
    esac
  done
  need_tools_for_aws
  report_tools
  load_settings
  [[ -n $REPOSITORY ]] || die 'REPOSITORY is empty and git has no remote on GitHub. Set REPOSITORY=OWNER/NAME.'
  enter_account
  ask_for_new_account
  ensure_bootstrap
  "$ROOT/scripts/prepare-github" --print
  log 'With GitHub'\''s command line, scripts/prepare-github does all of that.'
}

main "$@"
