import {
  MAILBOX_MAX_AGE_MS,
  MAILBOX_MAX_BYTES,
  MAILBOX_MAX_ENVELOPES,
  MAILBOX_SENDER_SHARE,
} from '../../../../protocol/limits.ts';
import { bellChannel } from '../keys.ts';
import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

const SENDER_MAX_ENVELOPES = MAILBOX_MAX_ENVELOPES * MAILBOX_SENDER_SHARE;
const SENDER_MAX_BYTES = MAILBOX_MAX_BYTES * MAILBOX_SENDER_SHARE;
/** Largest letter that a bell brings along. */
const CARRIED_MAX_BYTES = 8_192;

/**
 * KEYS: person, letters, tally.
 * ARGV: now, from, id, envelope, to. What never changes is part of the script, and is sent once.
 * Returns an error code, or how many letters there are now. A letter into an empty mailbox rings the
 * bell of the pod that has the person: whoever empties a mailbox that is not empty looks again by itself. The bell brings the
 * letter along, unless it is large: in a Redis Cluster every node hears of every bell.
 */
export const APPEND_LETTER = defineScript(/* lua */ `${MAILBOX}
local now, from, id, envelope, to = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local max_age = ${MAILBOX_MAX_AGE_MS}
local person = redis.call('HMGET', KEYS[1], 'until', 'connection', 'pod')
if not person[1] or tonumber(person[1]) <= now then return 'person-unknown' end
drop_lapsed(KEYS[2], KEYS[3], now, max_age)

local known = 'd:' .. from .. ':' .. id
local tally = redis.call('HMGET', KEYS[3], 'n', 'b', 'n:' .. from, 'b:' .. from, known, 'last', 'due')
local letters, bytes = tonumber(tally[1] or 0) + 1, tonumber(tally[2] or 0) + #envelope
if tally[5] then return letters - 1 end
local own_letters, own_bytes = tonumber(tally[3] or 0) + 1, tonumber(tally[4] or 0) + #envelope
if letters > ${MAILBOX_MAX_ENVELOPES} or bytes > ${MAILBOX_MAX_BYTES} then return 'mailbox-full' end
if own_letters > ${SENDER_MAX_ENVELOPES} or own_bytes > ${SENDER_MAX_BYTES} then return 'mailbox-share-full' end

-- A place never comes twice while the person is known, nor after Redis forgot them.
local time = string.format('%.0f', math.max(now, tonumber(tally[6] or 0)))
local place = time .. '-' .. redis.call('HINCRBY', KEYS[1], 'letters', 1)
local due = tally[7] or string.format('%.0f', now + max_age)
redis.call('XADD', KEYS[2], place, 'f', from, 'i', id, 'e', envelope)
redis.call('HSET', KEYS[3], 'n', letters, 'b', bytes, 'n:' .. from, own_letters, 'b:' .. from, own_bytes, known, '', 'last', time, 'due', due)
redis.call('PEXPIRE', KEYS[2], max_age)
redis.call('PEXPIRE', KEYS[3], max_age)
if letters == 1 and person[2] ~= '' then
  local note = to .. '\\0' .. place .. '\\0' .. from .. '\\0'
  redis.call('PUBLISH', '${bellChannel('')}' .. person[3], #envelope > ${CARRIED_MAX_BYTES} and to or note .. envelope)
end
return letters
`);
