import { defineScript } from '../script.ts';

/**
 * KEYS: person, counters of each lane. ARGV: now, until, life, connection, when it connected.
 * Returns whether each lane has mail; or only whether a newer connection has replaced this one.
 */
export const CONFIRM = defineScript(/* lua */ `
local person = redis.call('HMGET', KEYS[1], 'until', 'connection', 'seen')
if not person[1] or tonumber(person[1]) <= tonumber(ARGV[1]) then return {0} end
if person[2] ~= ARGV[4] then
  return {person[2] ~= '' and tonumber(person[3]) > tonumber(ARGV[5]) and 1 or 0}
end
redis.call('HSET', KEYS[1], 'seen', ARGV[1], 'until', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {redis.call('EXISTS', KEYS[2]), redis.call('EXISTS', KEYS[3])}
`);
