import { LANE_LIMITS, type LaneLimits } from '../../lane-limits.ts';
import { LANE_SHARES } from '../../policy.ts';
import type { Lane } from '../../store.ts';
import { notificationChannel, STRANGERS_NOTIFICATION } from '../keys.ts';
import { defineScript, type Script } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';
import { POLICY } from './policy.lua.ts';

/** The largest envelope that a notification carries. */
const CARRIED_MAX_BYTES = 8_192;

/**
 * KEYS: person, mailbox, counters.
 * ARGV: now, from, id, envelope, to, scope and serial of the token or nothing, the most bytes that a
 * mailbox may hold now.
 * Constants are part of the script and are therefore sent only once.
 * Returns an error code or nothing, the number of envelopes that are now in the mailbox, how many were
 * ever queued for the person, the pod of their connection, and the entry id.
 */
const enqueueEnvelope = (limits: LaneLimits, share: string, notify: string): Script =>
  defineScript(/* lua */ `${MAILBOX}${POLICY}
local now, from, id, envelope, to = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local scope, serial = ARGV[6], ARGV[7]
local max_age = ${limits.maxAgeMs}
local person = redis.call('HMGET', KEYS[1], 'until', 'connection', 'pod', 'entries', 'policy')
if not person[1] or tonumber(person[1]) <= now then return {'person-unknown'} end
local share = ${share}
if not share then return {'requests-closed'} end
drop_expired(KEYS[2], KEYS[3], now, max_age)
local revoked = (find_serial(person[5] or '', serial) or 0) > now
-- To the holder of a revoked token, the person looks offline.
local pod = not revoked and person[2] and person[2] ~= '' and person[3] or ''

local known = 'd:' .. from .. ':' .. id
local counters = redis.call('HMGET', KEYS[3], 'n', 'b', 'n:' .. from, 'b:' .. from, known, 'last', 'due')
local count, bytes = tonumber(counters[1] or 0) + 1, tonumber(counters[2] or 0) + #envelope
if counters[5] then return {'', count - 1, person[4] or '0', pod, ''} end
local own_count, own_bytes = tonumber(counters[3] or 0) + 1, tonumber(counters[4] or 0) + #envelope
if count > ${limits.envelopes} * share or bytes > ${limits.bytes} * share then return {'${limits.full}'} end
if own_count > ${limits.senderEnvelopes} or own_bytes > ${limits.senderBytes} then return {'${limits.senderFull}'} end
if bytes > tonumber(ARGV[8]) then return {'${limits.memoryFull}'} end
if revoked then return {'', count - 1, person[4] or '0', '', ''} end

-- An entry id never repeats while the person is known, nor after Redis forgot them.
local time = string.format('%.0f', math.max(now, tonumber(counters[6] or 0)))
local position = redis.call('HINCRBY', KEYS[1], 'entries', 1)
local entry_id = time .. '-' .. position
local due = counters[7] or string.format('%.0f', now + max_age)
redis.call('XADD', KEYS[2], entry_id, 'f', from, 'i', id, 'e', envelope)
redis.call('HSET', KEYS[3], 'n', count, 'b', bytes, 'n:' .. from, own_count, 'b:' .. from, own_bytes, known, '', 'last', time, 'due', due)
redis.call('PEXPIRE', KEYS[2], max_age)
redis.call('PEXPIRE', KEYS[3], max_age)
${notify}
return {'', count, position, pod, entry_id}
`);

const STRANGERS_SHARE = `share_of(person[5] or '', scope, serial, ${LANE_SHARES.none}, ${LANE_SHARES.invite}, ${LANE_SHARES.contact})`;

const PUBLISH = `redis.call('PUBLISH', '${notificationChannel('')}' .. pod`;

/**
 * An envelope into an empty mailbox notifies the pod that has the person; a pod that drains a mailbox
 * continues until it is empty. The notification carries the envelope unless it is large, because in a
 * Redis Cluster every node receives every notification.
 */
const NOTIFY_OF_CONTACT = /* lua */ `
if count == 1 and pod ~= '' then
  local header = to .. '\\0' .. entry_id .. '\\0' .. from .. '\\0'
  ${PUBLISH}, #envelope > ${CARRIED_MAX_BYTES} and to or header .. envelope)
end
`;

/** Every envelope, because a mailbox with deferred envelopes is not empty. */
const NOTIFY_OF_STRANGER = /* lua */ `
if pod ~= '' then ${PUBLISH}, '${STRANGERS_NOTIFICATION}' .. to) end
`;

export const ENQUEUE_ENVELOPE: Readonly<Record<Lane, Script>> = {
  contacts: enqueueEnvelope(LANE_LIMITS.contacts, '1', NOTIFY_OF_CONTACT),
  strangers: enqueueEnvelope(LANE_LIMITS.strangers, STRANGERS_SHARE, NOTIFY_OF_STRANGER),
};
