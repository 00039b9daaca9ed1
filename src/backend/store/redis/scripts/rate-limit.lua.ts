import { defineScript } from '../script.ts';

/**
 * The algorithm of limits/rate-limit.ts, shared by all processes.
 * KEYS: the time at which the burst is available again. ARGV: now, interval, capacity, all in ms.
 * Returns 0 when the event is allowed, else the time until the next one is, ms.
 */
export const RATE_LIMIT = defineScript(/* lua */ `
local now, interval, capacity = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full_at = math.min(math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now), now + capacity)
local wait = full_at + interval - capacity - now
if wait > 0.001 then return math.ceil(wait) end
full_at = full_at + interval
redis.call('SET', KEYS[1], string.format('%.3f', full_at), 'PX', math.ceil(full_at - now))
return 0
`);
