# shellcheck shell=bash
# Who wrote what an environment runs, and from which commit, as git tells it.

# The commit that last changed what an environment runs, if any.
last_record() { git -C "$ROOT" log -1 --format=%H "$1" -- "$(images_file "$2")"; }

# The commit that the images of a record were made from; nothing when a person or a revert wrote it.
source_of() { git -C "$ROOT" log -1 --format='%(trailers:key=Source,valueonly)' "$1" | head -n 1; }

is_ancestor() { git -C "$ROOT" merge-base --is-ancestor "$1" "$2"; }

# The commit by which somebody took a digest out again without a deploy of their own: a revert.
rolled_back_by() {
  local tip="$1" environment="$2" digest="$3" commit
  commit="$(git -C "$ROOT" log -1 --format=%H "-S$digest" "$tip" -- "$(images_file "$environment")")"
  [[ -n $commit ]] || return 0
  [[ -n "$(source_of "$commit")" ]] || printf '%s\n' "$commit"
}
