import { defineScript } from '../script.ts';

/**
 * KEYS: an address's connections, a hash: by pod, how many it has and when it said so.
 * ARGV: now, life, grace, pod, its connections, and the living pods.
 * Returns the connections of all. A pod that is not known to live counts for the grace after its last
 * word, since it may have come just now; then what it said is dropped.
 */
export const COUNT_CONNECTIONS = defineScript(/* lua */ `
local now, pod, here = tonumber(ARGV[1]), ARGV[4], tonumber(ARGV[5])
local living = {}
for index = 6, #ARGV do living[ARGV[index]] = true end

if here > 0 then redis.call('HSET', KEYS[1], pod, here .. ':' .. ARGV[1])
else redis.call('HDEL', KEYS[1], pod) end
local total = here
local counts = redis.call('HGETALL', KEYS[1])
for index = 1, #counts, 2 do
  local other = counts[index]
  local count, time = string.match(counts[index + 1], '^(%d+):(%d+)$')
  if other == pod then count = 0
  elseif not living[other] and tonumber(time) + tonumber(ARGV[3]) <= now then
    redis.call('HDEL', KEYS[1], other)
    count = 0
  end
  total = total + tonumber(count)
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return total
`);
