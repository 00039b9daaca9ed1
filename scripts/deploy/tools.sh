# shellcheck shell=bash
# The programs that the scripts call: there, and new enough. All that is wrong is said at once.

WRONG_TOOLS=()

# Whether version $1 is at least $2.
is_at_least() { [[ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" == "$2" ]]; }

version_of() {
  local text
  case "$1" in
    kubectl) text="$(kubectl version --client 2>/dev/null)" ;;
    openssl) text="$(openssl version 2>/dev/null)" ;;
    terraform) text="$(terraform version 2>/dev/null)" ;;
    *) text="$("$1" --version 2>/dev/null)" ;;
  esac || return 1
  [[ $text =~ ([0-9]+\.[0-9]+(\.[0-9]+)?) ]] && printf '%s\n' "${BASH_REMATCH[1]}"
}

# need_tool NAME VERSION WHERE: at least that version; where people get it.
need_tool() {
  local name="$1" minimum="$2" where="$3" version
  if ! command -v "$name" >/dev/null; then
    WRONG_TOOLS+=("$name is missing ($minimum or newer): $where")
  elif ! version="$(version_of "$name")"; then
    WRONG_TOOLS+=("$name does not start: $where")
  elif ! is_at_least "$version" "$minimum"; then
    WRONG_TOOLS+=("$name is $version, and must be $minimum or newer: $where")
  fi
}

need_tools_for_aws() {
  need_tool aws 1.29 https://docs.aws.amazon.com/cli/
  need_tool jq 1.6 https://jqlang.org
  need_tool git 2.30 https://git-scm.com
  need_tool curl 7.60 https://curl.se
}

need_tools_for_cluster() {
  # S3's own lock file and write-only arguments.
  need_tool terraform 1.11 https://developer.hashicorp.com/terraform/install
  need_tool kubectl 1.32 https://kubernetes.io/docs/tasks/tools/
}

need_tools_for_images() {
  need_tool docker 24 https://docs.docker.com/get-started/get-docker/
  need_tool openssl 1.1.1 https://openssl.org
  # scripts/image names the images.
  need_tool node 20.19 https://nodejs.org
}

report_tools() {
  ((${#WRONG_TOOLS[@]} == 0)) && return
  log 'This machine lacks what the script calls:'
  printf '  %s\n' "${WRONG_TOOLS[@]}" >&2
  die "${#WRONG_TOOLS[@]} missing or too old; nothing was done."
}
