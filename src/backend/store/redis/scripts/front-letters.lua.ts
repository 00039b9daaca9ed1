import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

/**
 * KEYS: letters, tally. ARGV: now, max age, letters, bytes. Returns place, sender and envelope of each.
 * Read a few at a time: most of 64 large ones would be read in vain.
 */
export const FRONT_LETTERS = defineScript(/* lua */ `${MAILBOX}
drop_lapsed(KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2]))
local left, room, after, reply = tonumber(ARGV[3]), tonumber(ARGV[4]), '-', {}
while left > 0 do
  local entries = redis.call('XRANGE', KEYS[1], after, '+', 'COUNT', math.min(left, 16))
  if #entries == 0 then break end
  for _, entry in ipairs(entries) do
    local from, _, envelope = read_letter(entry)
    room = room - #envelope
    if room < 0 and #reply > 0 then return reply end
    reply[#reply + 1], reply[#reply + 2], reply[#reply + 3] = entry[1], from, envelope
    after = '(' .. entry[1]
  end
  left = left - #entries
end
return reply
`);
