import { defineScript } from '../script.ts';

/**
 * KEYS: live pods. ARGV: now, deadline, life, pod.
 * Returns 1 when the pod had no lease, else 0; then all pods that have one.
 */
export const RENEW_POD_LEASE = defineScript(/* lua */ `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
local added = redis.call('ZADD', KEYS[1], ARGV[2], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {added, unpack(redis.call('ZRANGE', KEYS[1], 0, -1))}
`);
