import {
  MAILBOX_MAX_AGE_MS,
  MAILBOX_MAX_BYTES,
  MAILBOX_MAX_ENVELOPES,
  MAILBOX_SENDER_SHARE,
} from '../../../../protocol/limits.ts';
import { notificationChannel } from '../keys.ts';
import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

const SENDER_MAX_ENVELOPES = MAILBOX_MAX_ENVELOPES * MAILBOX_SENDER_SHARE;
const SENDER_MAX_BYTES = MAILBOX_MAX_BYTES * MAILBOX_SENDER_SHARE;
/** The largest envelope that a notification carries. */
const CARRIED_MAX_BYTES = 8_192;

/**
 * KEYS: person, mailbox, counters.
 * ARGV: now, from, id, envelope, to. Constants are part of the script and are therefore sent only once.
 * Returns an error code or nothing, the number of envelopes that are now in the mailbox, how many were
 * ever queued for the person, the pod of their connection, and the entry id. An envelope into an
 * empty mailbox notifies the pod that has the person; a pod that drains a mailbox continues until it is
 * empty. The notification carries the envelope unless it is large, because in a Redis Cluster every
 * node receives every notification.
 */
export const ENQUEUE_ENVELOPE = defineScript(/* lua */ `${MAILBOX}
local now, from, id, envelope, to = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local max_age = ${MAILBOX_MAX_AGE_MS}
local person = redis.call('HMGET', KEYS[1], 'until', 'connection', 'pod', 'entries')
if not person[1] or tonumber(person[1]) <= now then return {'person-unknown'} end
drop_expired(KEYS[2], KEYS[3], now, max_age)
local pod = person[2] and person[2] ~= '' and person[3] or ''

local known = 'd:' .. from .. ':' .. id
local counters = redis.call('HMGET', KEYS[3], 'n', 'b', 'n:' .. from, 'b:' .. from, known, 'last', 'due')
local count, bytes = tonumber(counters[1] or 0) + 1, tonumber(counters[2] or 0) + #envelope
if counters[5] then return {'', count - 1, person[4] or '0', pod, ''} end
local own_count, own_bytes = tonumber(counters[3] or 0) + 1, tonumber(counters[4] or 0) + #envelope
if count > ${MAILBOX_MAX_ENVELOPES} or bytes > ${MAILBOX_MAX_BYTES} then return {'mailbox-full'} end
if own_count > ${SENDER_MAX_ENVELOPES} or own_bytes > ${SENDER_MAX_BYTES} then return {'mailbox-share-full'} end

-- An entry id never repeats while the person is known, nor after Redis forgot them.
local time = string.format('%.0f', math.max(now, tonumber(counters[6] or 0)))
local position = redis.call('HINCRBY', KEYS[1], 'entries', 1)
local entry_id = time .. '-' .. position
local due = counters[7] or string.format('%.0f', now + max_age)
redis.call('XADD', KEYS[2], entry_id, 'f', from, 'i', id, 'e', envelope)
redis.call('HSET', KEYS[3], 'n', count, 'b', bytes, 'n:' .. from, own_count, 'b:' .. from, own_bytes, known, '', 'last', time, 'due', due)
redis.call('PEXPIRE', KEYS[2], max_age)
redis.call('PEXPIRE', KEYS[3], max_age)
if count == 1 and pod ~= '' then
  local header = to .. '\\0' .. entry_id .. '\\0' .. from .. '\\0'
  redis.call('PUBLISH', '${notificationChannel('')}' .. pod, #envelope > ${CARRIED_MAX_BYTES} and to or header .. envelope)
end
return {'', count, position, pod, entry_id}
`);
