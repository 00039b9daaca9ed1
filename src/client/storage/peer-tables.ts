import * as v from 'valibot';
import type { MessageRow } from '../conversation/timeline-entry.ts';
import { TRANSFER, type Transfer } from '../files/transfer.ts';
import { RECEIVING_CHAIN, type ReceivingChain } from '../inbound/receiving-chain.ts';
import { OUTBOX_ENTRY, type OutboxEntry } from '../outbound/outbox-entry.ts';
import type { MessageRef } from '../views.ts';
import type { PeerState } from './peer-state.ts';

/** The tables with rows of a peer, and their contents. */

/** The draft. */
export const DRAFT = v.strictObject({ text: v.string() });
/**
 * The timeline position of a message with a reference. A message that was deleted, possibly before
 * it arrived, has no position: if it arrives again, it is not shown.
 */
export const MESSAGE_PLACE = v.strictObject({ order: v.optional(v.string()) });
export type MessagePlace = v.InferOutput<typeof MESSAGE_PLACE>;
/**
 * A disappearing message: how long it stays, its position in its stream and, once it was seen, when
 * it disappears, in the time of the peer state's `life`.
 */
const EXPIRING = v.strictObject({
  mine: v.boolean(),
  id: v.string(),
  seconds: v.number(),
  stream: v.string(),
  seq: v.number(),
  at: v.optional(v.number()),
});
export type Expiring = v.InferOutput<typeof EXPIRING>;
const HELD_RECORD = v.strictObject({ record: v.string() });
const CHAIN_ID = v.strictObject({ bundle: v.number() });
/** An accepted bundle, as received, and the name in it. */
const BUNDLE = v.strictObject({ bytes: v.string(), name: v.string() });
/** The private half of a reply key, and when its offer was made, ms. */
const REPLY_KEY = v.strictObject({ seed: v.string(), made: v.number() });
/** An unused reply key of the peer. */
const PEER_REPLY_KEY = v.strictObject({ key: v.string() });

/** The rows of one peer that stay in memory, by table and by key below the peer's. */
export interface Tables {
  people: PeerState;
  /** The newest bundle: a row of its own, because it is stored outside of the peer's queue. */
  bundles: v.InferOutput<typeof BUNDLE>;
  outbox: OutboxEntry;
  /** Records that arrived out of order, by `heldKey`. */
  held: v.InferOutput<typeof HELD_RECORD>;
  chains: ReceivingChain;
  /** Chains that were opened, and the number of the user's bundle that opens them. */
  'chain-ids': v.InferOutput<typeof CHAIN_ID>;
  /** Own reply keys that the peer may still use, by digest. */
  'reply-keys': v.InferOutput<typeof REPLY_KEY>;
  'peer-reply-key': v.InferOutput<typeof PEER_REPLY_KEY>;
  drafts: v.InferOutput<typeof DRAFT>;
  /** Disappearing messages, by the key of their position. */
  expiring: Expiring;
  /** The transfers of files, by the key of their message. */
  transfers: Transfer;
}
export type TableName = keyof Tables;

export const SCHEMAS = {
  bundles: BUNDLE,
  outbox: OUTBOX_ENTRY,
  held: HELD_RECORD,
  chains: RECEIVING_CHAIN,
  'chain-ids': CHAIN_ID,
  'reply-keys': REPLY_KEY,
  'peer-reply-key': PEER_REPLY_KEY,
  expiring: EXPIRING,
  transfers: TRANSFER,
} as const;

/** Rows to read: what is stored, or what a transaction would store. */
export interface RowSource {
  get<T extends TableName>(table: T, key: string): Tables[T] | undefined;
  entries<T extends TableName>(table: T): ReadonlyMap<string, Tables[T]>;
  /** The timeline row of an order. @throws ChatError `storage-failed` */
  message(order: string): Promise<MessageRow | undefined>;
  /** The timeline position of a message by its reference. @throws ChatError `storage-failed` */
  place(ref: MessageRef): Promise<MessagePlace | undefined>;
}

export const placeKey = ({ mine, id }: MessageRef): string => `${mine ? 'own' : 'peer'}.${id}`;

/** The key of a part of the file of a message. */
export const partKey = (file: string, index: number): string =>
  `${file}/${String(index).padStart(6, '0')}`;

export type RowMap = { [T in TableName]: Map<string, Tables[T]> };

export const TABLE_NAMES = [
  'people',
  'bundles',
  'outbox',
  'held',
  'chains',
  'chain-ids',
  'reply-keys',
  'peer-reply-key',
  'drafts',
  'expiring',
  'transfers',
] as const satisfies readonly TableName[];

export const emptyRows = (): RowMap => ({
  people: new Map(),
  bundles: new Map(),
  outbox: new Map(),
  held: new Map(),
  chains: new Map(),
  'chain-ids': new Map(),
  'reply-keys': new Map(),
  'peer-reply-key': new Map(),
  drafts: new Map(),
  expiring: new Map(),
  transfers: new Map(),
});
