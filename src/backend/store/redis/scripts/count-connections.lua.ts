import { defineScript } from '../script.ts';

/**
 * KEYS: the connections of an address, a hash: per pod, their number and the time of its report.
 * ARGV: now, life, grace, pod, its connections, and the live pods. Returns the connections to all
 * pods. A pod that is not known to be alive counts for the grace period after its last report,
 * because it may have just started; then its report is dropped.
 */
export const COUNT_CONNECTIONS = defineScript(/* lua */ `
local now, pod, here = tonumber(ARGV[1]), ARGV[4], tonumber(ARGV[5])
local live = {}
for index = 6, #ARGV do live[ARGV[index]] = true end

if here > 0 then redis.call('HSET', KEYS[1], pod, here .. ':' .. ARGV[1])
else redis.call('HDEL', KEYS[1], pod) end
local total = here
local counts = redis.call('HGETALL', KEYS[1])
for index = 1, #counts, 2 do
  local other = counts[index]
  local count, time = string.match(counts[index + 1], '^(%d+):(%d+)$')
  if other == pod then count = 0
  elseif not live[other] and tonumber(time) + tonumber(ARGV[3]) <= now then
    redis.call('HDEL', KEYS[1], other)
    count = 0
  end
  total = total + tonumber(count)
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return total
`);
