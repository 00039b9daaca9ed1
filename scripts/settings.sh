#!/usr/bin/env bash
# Prints the settings of config.sh, checked: NAME=VALUE lines for a workflow's environment, or Terraform variables.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
for noun in say settings; do
  # shellcheck source=/dev/null
  source "$ROOT/scripts/lib/$noun.sh"
done

main() {
  local name
  load_settings
  case "${1-}" in
    --environment) for name in "${SETTINGS[@]}" MANAGED_REDIS AWS_REGION; do printf '%s=%s\n' "$name" "${!name}"; done ;;
    --variables) settings_as_variables ;;
    *) die 'Usage: scripts/settings.sh --environment|--variables' ;;
  esac
}

main "$@"
