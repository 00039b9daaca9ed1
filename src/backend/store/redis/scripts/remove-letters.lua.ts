import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

/** KEYS: letters, tally. ARGV: places. Returns 1 if letters are left, else 0. */
export const REMOVE_LETTERS = defineScript(/* lua */ `${MAILBOX}
local entries, seen = {}, {}
for _, place in ipairs(ARGV) do
  local entry = not seen[place] and redis.call('XRANGE', KEYS[1], place, place)[1]
  seen[place] = true
  if entry then entries[#entries + 1] = entry end
end
drop_letters(KEYS[1], KEYS[2], entries)
return redis.call('EXISTS', KEYS[2])
`);
