import * as v from 'valibot';
import { randomBytes } from '../../crypto/random.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { STREAM_BYTES } from '../../protocol/record.ts';
import type { PersonId } from '../views.ts';

/** What a client remembers of one other person. Bytes are base64url. */

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** The own stream in the conversation, and how far it has come. */
const outgoingStream = v.strictObject({
  stream: v.string(),
  /** Sequence number of the next record to be sealed. */
  next: count,
  /** SHA-256 of the record sealed last. */
  prev: v.string(),
  /** By the peer's receipts: all up to here were shown there, or read. */
  delivered: count,
  /** SHA-256 of the record `delivered`; unknown in rows of before receipts named it. */
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
  /** All up to here were seen by this person. */
  read: count,
  /** Whether a line says already that it was abandoned, since a profile was restored. */
  forked: v.optional(v.boolean(), false),
});

/** Fields that this version does not know are dropped: rows of earlier ones have some. */
export const PEER_STATE = v.object({
  /** What the relay called them, until their own signed bundle was seen. */
  name: v.string(),
  consent: v.picklist([
    'none',
    'requested',
    'asked',
    'accepted',
    'declined-by-peer',
    'declined-by-me',
    'left-by-peer',
    'left-by-me',
  ]),
  blocked: v.boolean(),
  /** The Lamport clock: the highest that either side has used. */
  clock: count,
  /** The clock at which the conversation was declined or left last. */
  closedAt: count,
  /** Texts that were sent, or came, in the request that waits. */
  requestTexts: count,
  out: outgoingStream,
  /**
   * Own chains of the last hour, and those with something that waits for a receipt. Rows of before
   * they were counted have none.
   */
  chains: v.optional(
    v.array(
      v.strictObject({
        id: v.string(),
        /** When it was begun, and when the peer is first known to have opened it, ms. */
        at: count,
        openedAt: v.optional(count),
      }),
    ),
    [],
  ),
  in: v.array(incomingStream),
  /** The highest number of their own bundle that the peer has told of, in an offer. */
  announcedBundle: v.optional(count, 0),
  unread: count,
  /** The last receipt that the relay took, as `receipt.ts` compares it. */
  acknowledged: v.optional(v.string(), ''),
  /** How often the peer showed that they may have missed a receipt. */
  missedReceipts: v.optional(count, 0),
  /** Whether the user has compared keys with them. Rows of before that could be done have no such field. */
  verified: v.optional(v.boolean(), false),
  /** Who holds their name now, if somebody else does: nothing is sent then. */
  nameTakenBy: v.optional(v.string()),
  /** When the last line came or the conversation began, ms. */
  updated: count,
});

export type PeerState = v.InferOutput<typeof PEER_STATE>;

/** How far the own stream has come. */
export type Progress = Pick<PeerState['out'], 'delivered' | 'read'>;

export type IncomingStream = v.InferOutput<typeof incomingStream>;

export const NO_PREV = toBase64url(new Uint8Array(32));

/** A stream in which nothing was said. */
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

/** Someone of whom nothing is known but their key and what they are called. */
export function newPeer(name: string, now: number): PeerState {
  return {
    name,
    consent: 'none',
    blocked: false,
    clock: 0,
    closedAt: 0,
    requestTexts: 0,
    out: newStream(),
    chains: [],
    in: [],
    announcedBundle: 0,
    unread: 0,
    acknowledged: '',
    missedReceipts: 0,
    verified: false,
    updated: now,
  };
}

/** Where the keys of the records begin that a stream holds until their turn. */
export const heldPrefix = (stream: string): string => `${stream}/`;

/** Where a person's rows begin in tables that hold rows of many. */
export const rowPrefix = (peer: PersonId): string => `${peer}/`;
