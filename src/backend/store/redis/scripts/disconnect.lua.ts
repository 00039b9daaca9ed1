import { defineScript } from '../script.ts';

/** KEYS: person. ARGV: now, until, life, connection. Returns whether the connection was the active one. */
export const DISCONNECT = defineScript(/* lua */ `
local person = redis.call('HMGET', KEYS[1], 'until', 'connection')
if not person[1] or tonumber(person[1]) <= tonumber(ARGV[1]) then return 0 end
if person[2] ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], 'connection', '', 'since', ARGV[1], 'seen', ARGV[1], 'until', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`);
