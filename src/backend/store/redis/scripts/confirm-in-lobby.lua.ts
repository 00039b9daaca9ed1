import { defineScript } from '../script.ts';
import { LOBBY } from './lobby.lua.ts';

/** ARGV: now, life, deadline, then person and connection of each. Returns the people who are not listed. */
export const CONFIRM_IN_LOBBY = defineScript(/* lua */ `${LOBBY}
local now, life = tonumber(ARGV[1]), ARGV[2]
drop_expired(now, life)
local missing = {}
for index = 4, #ARGV, 2 do
  local person = ARGV[index]
  local entry = read_entry(person)
  if not entry then
    missing[#missing + 1] = person
  elseif entry[1] == ARGV[index + 1] then
    redis.call('ZADD', DEADLINES, ARGV[3], person)
  end
end
prolong_keys(life)
return missing
`);
