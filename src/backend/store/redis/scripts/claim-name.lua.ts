import { defineScript } from '../script.ts';

/** KEYS: name. ARGV: holder, now, until, life. */
export const CLAIM_NAME = defineScript(/* lua */ `
local holder, now = ARGV[1], tonumber(ARGV[2])
local held = redis.call('HMGET', KEYS[1], 'holder', 'until')
local live = held[2] and tonumber(held[2]) > now
if live and held[1] ~= holder then return 'taken' end
redis.call('HSET', KEYS[1], 'holder', holder, 'until', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return live and 'held' or 'new'
`);
