import { defineScript } from '../script.ts';

/**
 * KEYS: the receivers of a person, sorted by the time at which each was first counted.
 * ARGV: now, life, the most receivers, receiver. Returns 1 when the receiver is counted, else 0.
 */
export const COUNT_RECEIVER = defineScript(/* lua */ `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[2])
if redis.call('ZSCORE', KEYS[1], ARGV[4]) then return 1 end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`);
