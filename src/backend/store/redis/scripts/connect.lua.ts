import { defineScript } from '../script.ts';

/**
 * KEYS: person. ARGV: now, until, life, connection, pod, presence life.
 * Returns an error code or nothing, since when online, the connection before, and the policy.
 */
export const CONNECT = defineScript(/* lua */ `
local now, connection = tonumber(ARGV[1]), ARGV[4]
local person = redis.call('HMGET', KEYS[1], 'until', 'connection', 'since', 'seen', 'policy')
if not person[1] or tonumber(person[1]) <= now then return {'person-unknown'} end
local before = person[2]
local online = before ~= '' and tonumber(person[4]) + tonumber(ARGV[6]) > now
local since = online and person[3] or ARGV[1]
redis.call('HSET', KEYS[1], 'connection', connection, 'pod', ARGV[5], 'since', since, 'seen', ARGV[1], 'until', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
-- One that was seen since this was called is newer.
local isNewer = tonumber(person[4]) > now
return {'', since, before ~= connection and not isNewer and before or '', person[5]}
`);
