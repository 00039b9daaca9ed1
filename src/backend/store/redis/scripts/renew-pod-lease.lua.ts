import { defineScript } from '../script.ts';

/**
 * KEYS: roll. ARGV: now, deadline, life, pod.
 * Returns 1 when the pod was not on the roll, else 0; and everybody who is on it now.
 */
export const ROLL_CALL = defineScript(/* lua */ `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
local added = redis.call('ZADD', KEYS[1], ARGV[2], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {added, unpack(redis.call('ZRANGE', KEYS[1], 0, -1))}
`);
