import { defineScript } from '../script.ts';
import { LOBBY } from './lobby.lua.ts';

/**
 * ARGV: now, life, prefix, key of the page before or nothing, limit.
 * Returns the total, the last key if more follow, then person, name and since of each. No byte of
 * UTF-8 is 255, so what begins with the prefix sorts below the prefix and that byte.
 */
export const SLICE_LOBBY = defineScript(/* lua */ `${LOBBY}
local prefix, after, limit = ARGV[3], ARGV[4], tonumber(ARGV[5])
drop_expired(tonumber(ARGV[1]), ARGV[2])
local index = prefix == '' and NEWEST or BY_NAME
local first, last = '[' .. prefix, '(' .. prefix .. '\\255'
local from = after > prefix and '(' .. after or first
local keys = redis.call('ZRANGEBYLEX', index, from, last, 'LIMIT', 0, limit + 1)
local reply = {redis.call('ZLEXCOUNT', index, first, last), ''}
for index, key in ipairs(keys) do
  if index > limit then
    reply[2] = keys[limit]
    break
  end
  local person = prefix == '' and string.sub(key, 18) or string.match(key, '%z(.*)$')
  local entry = read_entry(person)
  if entry then reply[#reply + 1], reply[#reply + 2], reply[#reply + 3] = person, entry[3], entry[2] end
end
return reply
`);
