import { defineScript } from '../script.ts';

/**
 * KEYS: person, mailbox and counters of each lane. ARGV: now, until, life, name, number, digest, bundle,
 * whether there is no room for new people.
 * Returns an error code or nothing, and the name before.
 */
export const PUBLISH_BUNDLE = defineScript(/* lua */ `
local now, number, digest = tonumber(ARGV[1]), tonumber(ARGV[5]), ARGV[6]
local old = redis.call('HMGET', KEYS[1], 'until', 'number', 'digest', 'name')
local known = old[1] and tonumber(old[1]) > now
if known then
  local stored = tonumber(old[2])
  if number < stored or (number == stored and digest ~= old[3]) then return {'bundle-rollback'} end
elseif ARGV[8] ~= '' then
  return {'directory-full'}
else
  redis.call('DEL', unpack(KEYS))
  redis.call('HSET', KEYS[1], 'connection', '', 'since', ARGV[1], 'seen', ARGV[1])
end
redis.call('HSET', KEYS[1], 'until', ARGV[2], 'name', ARGV[4], 'number', ARGV[5], 'digest', digest, 'bundle', ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {'', known and old[4]}
`);
