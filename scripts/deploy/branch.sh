# shellcheck shell=bash disable=SC2034  # whoever sources this reads HOW
# Automated commits on the branch that Argo CD follows. Each is made on the newest commit there, in a work
# tree of its own, and made again if another push came first, so no commit is lost and no push is forced.

# For scripts that land a commit: how it ended, for later steps of a workflow and for its summary.
tell_workflow() {
  [[ -z ${GITHUB_OUTPUT-} ]] || printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}
tell_people() {
  log "$*"
  [[ -z ${GITHUB_STEP_SUMMARY-} ]] || printf '%s\n' "$*" >>"$GITHUB_STEP_SUMMARY"
}
# ended STATE WORDS…
ended() {
  local state="$1"
  shift
  tell_workflow state "$state"
  tell_people "$state: $*"
}

branch_tip() { printf 'refs/remotes/origin/%s\n' "$REVISION"; }

fetch_branch() {
  sign_in_to_git
  git -C "$ROOT" fetch --quiet origin "+refs/heads/$REVISION:$(branch_tip)" ||
    die "The repository does not answer: $REVISION could not be fetched. Nothing was changed."
}

# In a workflow, GitHub's own token, for this job only; elsewhere git's credentials. A checkout stores no credential, and a
# private repository cannot even be read without one.
sign_in_to_git() { [[ -z ${GITHUB_ACTIONS-} ]] || gh auth setup-git; }

as_machine() {
  git -c user.name='live-chat deploy' -c user.email='github-actions[bot]@users.noreply.github.com' -c commit.gpgSign=false "$@"
}

# push_commit COMMIT BRANCH: 0 it is there, 1 somebody was faster, 2 the branch takes no direct push.
push_commit() {
  local answer
  if answer="$(LC_ALL=C git -C "$ROOT" push --porcelain origin "$1:refs/heads/$2" 2>&1)"; then return 0; fi
  printf '%s\n' "$answer" >&2
  case "$answer" in
    # What a lost race looks like: detected here, or by the remote while it accepts the other push.
    *'[rejected]'* | *'cannot lock ref'* | *'failed to update ref'* | *'incorrect old value'*) return 1 ;;
    *'[remote rejected]'*) return 2 ;;
  esac
  die "The push to $2 failed, and not because somebody was faster. Nothing was changed."
}

readonly TRIES=4

# land TITLE EDIT: EDIT is called with a folder that contains the newest commit. It changes files there and writes the commit's
# message to FOLDER.message, or sets NOTHING_TO_DO. Sets LANDED to the commit, if any, and HOW to landed, nothing or proposed.
# Results are in variables instead of the exit code, because a function that is called in a condition no longer ends at a failure.
land() {
  local title="$1" edit="$2" tree try code
  LANDED='' HOW=nothing
  tree="$(mktemp -d)/tree"
  for ((try = 1; try <= TRIES; try++)); do
    fetch_branch
    git -C "$ROOT" worktree add --quiet --detach "$tree" "$(branch_tip)"
    NOTHING_TO_DO=''
    "$edit" "$tree"
    if [[ -z $NOTHING_TO_DO ]]; then
      as_machine -C "$tree" add --all -- environments
      as_machine -C "$tree" commit --quiet --file "$tree.message"
      LANDED="$(git -C "$tree" rev-parse HEAD)"
    fi
    git -C "$ROOT" worktree remove --force "$tree"
    if [[ -n $NOTHING_TO_DO ]]; then
      LANDED=''
      return
    fi
    code=2
    # With PROPOSE_ONLY it does not try to push to the branch.
    if [[ -z ${PROPOSE_ONLY-} ]]; then
      code=0
      push_commit "$LANDED" "$REVISION" || code=$?
    fi
    case "$code" in
      0) HOW=landed && return ;;
      1) log "Somebody was faster (try $try of $TRIES)." ;;
      2) propose "$title" && HOW=proposed && return ;;
      *) exit 1 ;;
    esac
  done
  tell_workflow state rejected
  die "rejected: $TRIES pushes to $REVISION were refused, each because somebody was faster. Nothing was changed; run this again."
}

# If the branch rejects direct pushes, this opens a pull request. One title has one pull request, rewritten each time.
propose() {
  local title="$1" branch open
  branch="deploy/$(tr -c 'a-z0-9\n' '-' <<<"${title,,}" | tr -s -)"
  git -C "$ROOT" push --quiet --force origin "$LANDED:refs/heads/$branch" ||
    die "$REVISION takes no direct push, and branch $branch could not be pushed either. Nothing was changed."
  open="$(gh pr list --head "$branch" --base "$REVISION" --state open --json number --jq '.[].number')" ||
    die "GitHub does not answer; the change waits on branch $branch."
  [[ -z $open ]] || return 0
  gh pr create --head "$branch" --base "$REVISION" --title "$title" --body "$(body_of_pull_request)" >&2 ||
    die "No pull request could be created of branch $branch. Create it yourself: https://github.com/$REPOSITORY/compare/$REVISION...$branch?expand=1
To let workflows do it: scripts/prepare-github, or Settings → Actions → General → Allow GitHub Actions to create and approve pull requests."
}

# What scripts read is at the end, where a squashed merge keeps it.
body_of_pull_request() {
  [[ -z ${GITHUB_ACTIONS-} ]] ||
    printf 'GitHub starts no checks for a pull request that a workflow created. To start them, close it and open it again.\n\n'
  git -C "$ROOT" log -1 --format=%b "$LANDED"
}
