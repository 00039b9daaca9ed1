# shellcheck shell=bash
# What a plan would delete, or delete and create again: a network, a database, nodes. It happens only if a person agrees, or named
# it before.

# losses_of_plan FILE: "ADDRESS<tab>WHAT" for each, from Terraform's plan as JSON.
losses_of_plan() {
  jq --raw-output '.resource_changes[]? | select(.mode == "managed" and any(.change.actions[]; IN("delete", "forget")))
    | "\(.address)\t" + if any(.change.actions[]; . == "create")
      then "would be replaced: \([.change.replace_paths[]? | map(tostring) | join(".")] | join(", ")) cannot be changed in place"
      else "would be deleted" end' "$1"
}

# agree_to_losses FILE: names every loss. If nobody can be asked, one that --replace does not name ends the script.
agree_to_losses() {
  local losses address what unnamed=''
  losses="$(losses_of_plan "$1")"
  [[ -n $losses ]] || return 0
  heading 'What would be lost'
  while IFS=$'\t' read -r address what; do
    log "  $address $what"
    is_in_words "$address" "${REPLACE//[[:space:]]/ }" || unnamed+="${unnamed:+ }$address"
  done <<<"$losses"
  [[ -n $unnamed ]] || return 0
  if [[ -n $PLAN_ONLY ]]; then
    log "A run with --yes refuses this without: --replace '$unnamed'"
  elif [[ -n $ASSUME_YES ]]; then
    die "Nobody is here to agree to that; nothing was applied. If it may go: --replace '$unnamed'"
  else
    confirm_word "$PROJECT" 'May all of the above go?'
  fi
}
