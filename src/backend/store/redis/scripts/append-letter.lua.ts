import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

/** Largest letter that a bell brings along. */
const CARRIED_MAX_BYTES = 8_192;

/**
 * KEYS: person, letters, tally.
 * ARGV: now, max age, from, id, envelope, max letters, max bytes, one sender's letters and bytes, bell, to.
 * Returns an error code or nothing. A letter into an empty mailbox rings the bell of the pod that has
 * the person: whoever empties a mailbox that is not empty looks again by itself. The bell brings the
 * letter along, unless it is large: in a Redis Cluster every node hears of every bell.
 */
export const APPEND_LETTER = defineScript(/* lua */ `${MAILBOX}
local now, max_age, from, id, envelope = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local person = redis.call('HMGET', KEYS[1], 'until', 'connection', 'pod')
if not person[1] or tonumber(person[1]) <= now then return 'person-unknown' end
drop_lapsed(KEYS[2], KEYS[3], now, max_age)

local known = 'd:' .. from .. ':' .. id
local tally = redis.call('HMGET', KEYS[3], 'n', 'b', 'n:' .. from, 'b:' .. from, known, 'last', 'due')
if tally[5] then return '' end
local letters, bytes = tonumber(tally[1] or 0) + 1, tonumber(tally[2] or 0) + #envelope
local own_letters, own_bytes = tonumber(tally[3] or 0) + 1, tonumber(tally[4] or 0) + #envelope
if letters > tonumber(ARGV[6]) or bytes > tonumber(ARGV[7]) then return 'mailbox-full' end
if own_letters > tonumber(ARGV[8]) or own_bytes > tonumber(ARGV[9]) then return 'mailbox-share-full' end

-- A place never comes twice while the person is known, nor after Redis forgot them.
local time = string.format('%.0f', math.max(now, tonumber(tally[6] or 0)))
local place = time .. '-' .. redis.call('HINCRBY', KEYS[1], 'letters', 1)
local due = tally[7] or string.format('%.0f', now + max_age)
redis.call('XADD', KEYS[2], place, 'f', from, 'i', id, 'e', envelope)
redis.call('HSET', KEYS[3], 'n', letters, 'b', bytes, 'n:' .. from, own_letters, 'b:' .. from, own_bytes, known, '', 'last', time, 'due', due)
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[3], ARGV[2])
if letters == 1 and person[2] ~= '' then
  local note = ARGV[11] .. '\\0' .. place .. '\\0' .. from .. '\\0'
  redis.call('PUBLISH', ARGV[10] .. person[3], #envelope > ${CARRIED_MAX_BYTES} and ARGV[11] or note .. envelope)
end
return ''
`);
