#!/usr/bin/env bash
# Opens the Kubernetes API for this machine's address, or closes it to what config.sh says. A workflow on a runner without a fixed
# address opens it, and closes it whatever happens in between.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
for noun in log wait settings tools account state access; do
  # shellcheck source=/dev/null
  source "$ROOT/scripts/deploy/$noun.sh"
done

main() {
  need_tools_for_aws
  report_tools
  load_settings
  enter_account
  # A workflow closes it whatever happened before, even if there never was a cluster.
  cluster_exists || [[ ${1-} == close ]] || die "There is no cluster $PROJECT in $REGION."
  case "${1-}" in
    open) open_api ;;
    close) close_api ;;
    *) die 'Usage: scripts/api-access.sh open|close' ;;
  esac
}

main "$@"
