import { defineScript } from '../script.ts';

/**
 * KEYS: person, counters of each lane. ARGV: now, until, life, connection.
 * Returns whether each lane has mail; else the connection that has replaced this one, if there is one.
 */
export const CONFIRM = defineScript(/* lua */ `
local person = redis.call('HMGET', KEYS[1], 'until', 'connection')
if not person[1] or tonumber(person[1]) <= tonumber(ARGV[1]) then return {} end
if person[2] ~= ARGV[4] then return {person[2] or ''} end
redis.call('HSET', KEYS[1], 'seen', ARGV[1], 'until', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {redis.call('EXISTS', KEYS[2]), redis.call('EXISTS', KEYS[3])}
`);
