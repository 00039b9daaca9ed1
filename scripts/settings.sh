#!/usr/bin/env bash
# Prints the settings of config.sh, checked: NAME=VALUE lines for a workflow's environment, or Terraform variables.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
for noun in log settings; do
  # shellcheck source=/dev/null
  source "$ROOT/scripts/deploy/$noun.sh"
done

# A run on another branch would deploy what Argo CD does not follow. Pull requests deploy nothing.
check_branch_of_run() {
  [[ -n ${GITHUB_ACTIONS-} && ${GITHUB_EVENT_NAME-} != pull_request && -n ${GITHUB_REF_NAME-} ]] || return 0
  [[ $GITHUB_REF_NAME == "$REVISION" ]] ||
    die "This run is of branch $GITHUB_REF_NAME, and Argo CD follows REVISION=$REVISION (config.sh). Workflows start from the branch in their 'branches:'."
}

main() {
  local name
  load_settings
  check_branch_of_run
  case "${1-}" in
    --environment) for name in "${SETTINGS[@]}" MANAGED_REDIS AWS_REGION; do printf '%s=%s\n' "$name" "${!name}"; done ;;
    --variables) settings_as_variables ;;
    *) die 'Usage: scripts/settings.sh --environment|--variables' ;;
  esac
}

main "$@"
