import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

/**
 * KEYS: person, mailbox and counters of each lane. Deletes them.
 * Returns what each mailbox held: hour, number and bytes of each hour.
 */
export const FORGET_PERSON = defineScript(/* lua */ `${MAILBOX}
local function sizes_of(mailbox)
  local reply, after = {}, '-'
  while true do
    local entries = redis.call('XRANGE', mailbox, after, '+', 'COUNT', 16)
    for _, size in ipairs(sizes_by_hour(entries)) do reply[#reply + 1] = size end
    if #entries < 16 then return reply end
    after = '(' .. entries[16][1]
  end
end

local reply = {sizes_of(KEYS[2]), sizes_of(KEYS[4])}
redis.call('DEL', unpack(KEYS))
return reply
`);
