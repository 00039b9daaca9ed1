import { defineScript } from '../script.ts';

/**
 * KEYS: person, counters of each lane. ARGV: now, until, life, connection.
 * Returns nothing for a superseded session, else whether each lane has mail.
 */
export const CONFIRM = defineScript(/* lua */ `
local person = redis.call('HMGET', KEYS[1], 'until', 'connection')
if not person[1] or tonumber(person[1]) <= tonumber(ARGV[1]) then return {} end
if person[2] ~= ARGV[4] then return {} end
redis.call('HSET', KEYS[1], 'seen', ARGV[1], 'until', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {redis.call('EXISTS', KEYS[2]), redis.call('EXISTS', KEYS[3])}
`);
