import * as v from 'valibot';
import { randomBytes } from '../../crypto/random.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { STREAM_BYTES } from '../../protocol/record.ts';
import type { PersonId } from '../views.ts';
import type { SealedRows } from './sealed-rows.ts';

/** What a client remembers about one peer. Bytes are base64url. */

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** The user's stream in the conversation, and how far it was sealed and acknowledged. */
const outgoingStream = v.strictObject({
  stream: v.string(),
  /** Sequence number of the next record to be sealed. */
  next: count,
  /** SHA-256 of the record sealed last. */
  prev: v.string(),
  /** According to the peer's receipts: everything up to here was shown there, or read. */
  delivered: count,
  /**
   * SHA-256 of the record `delivered`; absent in rows from versions whose receipts did not contain
   * it.
   */
  deliveredHash: v.optional(v.string()),
  read: count,
});

/** A stream of the peer, and how far it was shown. */
const incomingStream = v.strictObject({
  stream: v.string(),
  /** Sequence number of the next record to be shown. */
  next: count,
  /** SHA-256 of the record shown last. */
  prev: v.string(),
  /** Clock of the record shown last. */
  clock: count,
  /** The user has seen everything up to here. */
  read: count,
  /** Whether the timeline already has an event for its fork. */
  forked: v.optional(v.boolean(), false),
});

const CONSENTS = [
  'none',
  'requested',
  'asked',
  'accepted',
  'declined-by-me',
  'left-by-peer',
  'left-by-me',
] as const;

const NOT_GIVEN = { serial: '', until: 0, isOwed: false };
const NOT_RECEIVED = { token: '', invite: '' };

/** Unknown fields are dropped: rows of earlier versions have some. */
export const PEER_STATE = v.object({
  /** The name that the relay reported, used until their own signed bundle is known. */
  name: v.string(),
  consent: v.pipe(
    v.picklist([...CONSENTS, 'declined-by-peer']),
    // In rows from versions that told the peer of a decline.
    v.transform((consent) => (consent === 'declined-by-peer' ? 'requested' : consent)),
  ),
  blocked: v.boolean(),
  /** Until when nothing notifies of their messages, ms. */
  mutedUntil: v.optional(count, 0),
  /**
   * Whether the user has ever dealt with them: written, answered, verified, blocked. Until then
   * little is stored about them, and it is loaded only when needed. Rows from versions without this
   * field are treated as those of known people.
   */
  known: v.optional(v.boolean(), true),
  /** The Lamport clock: the highest value that either side used. */
  clock: count,
  /** The clock value at which the conversation was last left. */
  closedAt: count,
  /** Messages of the pending request that were sealed or received, and bytes of their records. */
  requestTexts: count,
  requestBytes: v.optional(count, 0),
  /** When they may send the next request, ms: one a day after the first. */
  mayAskFrom: v.optional(count, 0),
  /** Whether the user has looked at their request. */
  seen: v.optional(v.boolean(), false),
  /** Until when nothing is taken from them: their request had to make room for others, ms. */
  evictedUntil: v.optional(count, 0),
  /** Bytes that are stored about a stranger. */
  footprint: v.optional(count, 0),
  out: outgoingStream,
  /**
   * Own chains of the last hour, and those with a record that waits for a receipt. Rows from
   * versions without the count have none.
   */
  chains: v.optional(
    v.array(
      v.strictObject({
        id: v.string(),
        /** When it was started, and when the peer is first known to have opened it, ms. */
        at: count,
        openedAt: v.optional(count),
      }),
    ),
    [],
  ),
  in: v.array(incomingStream),
  /** The highest number of their own bundle that the peer announced in an offer. */
  announcedBundle: v.optional(count, 0),
  /**
   * The contact tokens that the user gave them: their serial, when the last one expires, ms, and whether the
   * peer sent without a valid one since. Rows from versions without tokens have none.
   */
  given: v.optional(
    v.strictObject({ serial: v.string(), until: count, isOwed: v.boolean() }),
    NOT_GIVEN,
  ),
  /** The newest contact token that they gave the user, and the invite token of their link; or empty. */
  received: v.optional(v.strictObject({ token: v.string(), invite: v.string() }), NOT_RECEIVED),
  /** How long messages stay that are sent now, seconds, and the order of the record that set it. */
  timer: v.optional(v.strictObject({ seconds: count, order: v.string() }), {
    seconds: 0,
    order: '',
  }),
  /** Time that has passed for disappearing messages, ms, and until when it was counted. */
  life: v.optional(v.strictObject({ passed: count, until: count }), { passed: 0, until: 0 }),
  /** Ids of the peer's messages that were deleted before they arrived, the newest last. */
  earlyDeletions: v.optional(v.array(v.string()), []),
  unread: count,
  /** The last receipt that the relay accepted, as `receipt.ts` compares it. */
  acknowledged: v.optional(v.string(), ''),
  /** How often there was a sign that the peer may have missed a receipt. */
  missedReceipts: v.optional(count, 0),
  /** Whether the user has compared keys with them. */
  verified: v.optional(v.boolean(), false),
  /** The current holder of their name, if it is somebody else. Then nothing is sent. */
  nameTakenBy: v.optional(v.string()),
  /** When the last entry was added or the conversation began, ms. */
  updated: count,
});

export type PeerState = v.InferOutput<typeof PEER_STATE>;

/** How far the user's stream has come. */
export type Progress = Pick<PeerState['out'], 'delivered' | 'read'>;

export type IncomingStream = v.InferOutput<typeof incomingStream>;

export const NO_PREV = toBase64url(new Uint8Array(32));

/** An empty stream. */
export function newStream(): PeerState['out'] {
  return {
    stream: toBase64url(randomBytes(STREAM_BYTES)),
    next: 1,
    prev: NO_PREV,
    delivered: 0,
    deliveredHash: NO_PREV,
    read: 0,
  };
}

/** The state of a peer about whom only key and name are known. */
export function newPeer(name: string, now: number): PeerState {
  return {
    name,
    consent: 'none',
    blocked: false,
    mutedUntil: 0,
    known: false,
    clock: 0,
    closedAt: 0,
    requestTexts: 0,
    requestBytes: 0,
    mayAskFrom: 0,
    seen: false,
    evictedUntil: 0,
    footprint: 0,
    out: newStream(),
    chains: [],
    in: [],
    announcedBundle: 0,
    given: NOT_GIVEN,
    received: NOT_RECEIVED,
    timer: { seconds: 0, order: '' },
    life: { passed: 0, until: now },
    earlyDeletions: [],
    unread: 0,
    acknowledged: '',
    missedReceipts: 0,
    verified: false,
    updated: now,
  };
}

/** The prefix of row keys of the held records of a stream. */
export const heldPrefix = (stream: string): string => `${stream}/`;

/** The prefix of a peer's row keys in tables that have rows of many peers. */
export const rowPrefix = (peer: PersonId): string => `${peer}/`;

/** The states of all peers about whom something is stored. @throws ChatError `storage-failed` */
export async function listPeers(rows: SealedRows): Promise<Map<PersonId, PeerState>> {
  const states = await rows.list(PEER_STATE, 'people');
  return new Map(states.map(({ key, value }) => [key, value]));
}
