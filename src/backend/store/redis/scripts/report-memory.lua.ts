import { LANE_LIMITS } from '../../lane-limits.ts';
import { defineScript } from '../script.ts';

const hoursOf = (maxAgeMs: number): number => maxAgeMs / 3_600_000 + 1;

/**
 * KEYS: the bytes of queued envelopes, a hash by lane and the hour in which they were queued.
 * ARGV: this hour, life, then lane, hour and change of each that a pod reports.
 * Returns the bytes of contacts' and of strangers' mail. An hour ends when its envelopes have expired.
 */
export const REPORT_MEMORY = defineScript(/* lua */ `
local this_hour = tonumber(ARGV[1])
local hours = {contacts = ${hoursOf(LANE_LIMITS.contacts.maxAgeMs)}, strangers = ${hoursOf(LANE_LIMITS.strangers.maxAgeMs)}}
for index = 3, #ARGV, 3 do
  local field = ARGV[index] .. ':' .. ARGV[index + 1]
  if redis.call('HINCRBY', KEYS[1], field, ARGV[index + 2]) <= 0 then redis.call('HDEL', KEYS[1], field) end
end
local totals = {contacts = 0, strangers = 0}
local fields = redis.call('HGETALL', KEYS[1])
for index = 1, #fields, 2 do
  local lane, hour = string.match(fields[index], '^(%a+):(%d+)$')
  if tonumber(hour) + hours[lane] < this_hour then redis.call('HDEL', KEYS[1], fields[index])
  else totals[lane] = totals[lane] + tonumber(fields[index + 1]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {totals.contacts, totals.strangers}
`);
