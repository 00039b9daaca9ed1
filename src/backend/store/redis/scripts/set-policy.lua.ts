import { defineScript } from '../script.ts';

/** KEYS: person. ARGV: now, policy. Returns an error code or nothing. */
export const SET_POLICY = defineScript(/* lua */ `
local known_until = redis.call('HGET', KEYS[1], 'until')
if not known_until or tonumber(known_until) <= tonumber(ARGV[1]) then return 'person-unknown' end
redis.call('HSET', KEYS[1], 'policy', ARGV[2])
return ''
`);
