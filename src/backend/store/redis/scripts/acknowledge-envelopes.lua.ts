import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

/**
 * KEYS: mailbox, counters.
 * ARGV: now, max age, envelopes, bytes and preceding entry of the next batch, entry ids.
 * Returns what was removed (hour, number and bytes of each hour), then entry id, sender and envelope of
 * each envelope of the next batch.
 */
export const ACKNOWLEDGE_ENVELOPES = defineScript(/* lua */ `${MAILBOX}
local entries, seen = {}, {}
for index = 6, #ARGV do
  local entry_id = ARGV[index]
  local entry = not seen[entry_id] and redis.call('XRANGE', KEYS[1], entry_id, entry_id)[1]
  seen[entry_id] = true
  if entry then entries[#entries + 1] = entry end
end
local removed = sizes_by_hour(entries)
if drop_envelopes(KEYS[1], KEYS[2], entries) then return {removed} end
drop_expired(KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2]))
local reply = peek_envelopes(KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5])
table.insert(reply, 1, removed)
return reply
`);
