# shellcheck shell=bash
# Digests and commits that stand for a tag, in the files of scripts/pins/places. Zeros stand for what nobody looked up
# yet (scripts/pins/pin.ts). What is committed counts: images are built from it, and Argo CD follows it.

# FILE:LINE of each pin of the commit whose digits match; none is no failure.
committed_pins() {
  local places code=0
  mapfile -t places <"$ROOT/scripts/pins/places"
  git -C "$ROOT" grep --line-number --extended-regexp "(sha256:|uses: .*@)$1" HEAD -- "${places[@]}" || code=$?
  ((code <= 1)) || die 'The pins of this commit could not be read.'
}
all_pins() { committed_pins '([0-9a-f]{64}|[0-9a-f]{40})([^0-9a-f]|$)'; }
placeholders() { committed_pins '(0{64}|0{40})([^0-9a-f]|$)'; }

# Says what nobody looked up yet, and the command that helps; fails if there is anything.
pins_are_looked_up() {
  local open
  open="$(placeholders)" || exit 1
  [[ -n $open ]] || return 0
  say 'unpinned: nobody has looked up yet which images are meant by'
  sed -E 's/^HEAD:([^:]+:[0-9]+):[[:space:]]*(.*)$/  \1  \2/; s/@?(sha256:)?0{40,}"?( +#)? */ /' <<<"$open" >&2
  say "To look them up: npm ci && scripts/refresh-pins && git commit --all --message 'build: pins' && git push"
  return 1
}

# What would fail later, by an error of somebody else's, is refused now.
need_pins() { pins_are_looked_up || die 'No registry has a digest of zeros; nothing was done.'; }
