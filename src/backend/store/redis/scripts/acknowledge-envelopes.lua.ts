import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

/**
 * KEYS: letters, tally. ARGV: now, max age, letters and bytes of the next batch, places.
 * Returns place, sender and envelope of each letter of the next batch.
 */
export const REMOVE_LETTERS = defineScript(/* lua */ `${MAILBOX}
local entries, seen = {}, {}
for index = 5, #ARGV do
  local place = ARGV[index]
  local entry = not seen[place] and redis.call('XRANGE', KEYS[1], place, place)[1]
  seen[place] = true
  if entry then entries[#entries + 1] = entry end
end
if drop_letters(KEYS[1], KEYS[2], entries) then return {} end
drop_lapsed(KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2]))
return front_letters(KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4]))
`);
