import { sha256 } from '../../crypto/hash.ts';
import { randomBytes } from '../../crypto/random.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import {
  CHAIN_OLD_LIFE_MS,
  OUTBOX_MAX_SEALED,
  REQUEST_MAX_BYTES,
  REQUEST_MAX_TEXTS,
} from '../../protocol/limits.ts';
import {
  type ChangeBody,
  encodeRecord,
  isChange,
  type OrderedBody,
  STREAM_BYTES,
  type TimerBody,
} from '../../protocol/record.ts';
import { TOKEN_BYTES } from '../../protocol/token.ts';
import type { Receiver } from '../client-context.ts';
import { consentAfterOwn } from '../conversation/consent.ts';
import {
  composedOrder,
  type MessageRow,
  orderOf,
  type TimelineEntry,
} from '../conversation/timeline-entry.ts';
import { fileRow } from '../files/file-row.ts';
import { willExpire } from '../messages/expiry.ts';
import { NO_PREV, type PeerState } from '../storage/peer-state.ts';
import type { Transaction } from '../storage/peer-store.ts';
import { bearsToken, withToken } from '../tokens/given-tokens.ts';
import { indexKey, isSealed, type OutboxEntry, type SealedEntry } from './outbox-entry.ts';
import { encodeWithReceipt } from './riding-receipt.ts';
import type { ChainedRecord } from './sending-chain.ts';

/** How many records are sealed in one transaction. */
const BATCH = 16;
const ID_BYTES = 16;
const SOME_TOKEN = toBase64url(new Uint8Array(TOKEN_BYTES));

/** The id of a new message or outbox entry. */
export const newId = (): string => toBase64url(randomBytes(ID_BYTES));

type Entries = Pick<Transaction, 'entries'>;
type Rows = Pick<Transaction, 'entries' | 'state'>;

interface Sealing {
  /** Seals a record; changed keys go into the transaction. */
  readonly sealer: { seal(tx: Transaction, record: Bytes): Promise<ChainedRecord> };
  /** ms since 1970. */
  readonly now: number;
}

interface FirstSealing extends Pick<Sealing, 'sealer'> {
  readonly context: Receiver;
}

const byIndex = (a: OutboxEntry, b: OutboxEntry): number => a.index - b.index;

/** Sealed entries without a receipt, in stream order. */
export function unacknowledgedEntries(rows: Entries): SealedEntry[] {
  return [...rows.entries('outbox').values()].filter(isSealed).sort(byIndex);
}

/** Sealed entries that must still reach the peer, in stream order. */
export function sealedEntries(rows: Entries): SealedEntry[] {
  return unacknowledgedEntries(rows).filter(({ sealed }) => sealed.arrived !== true);
}

/** Entries that are not sealed yet, oldest first. */
export function composedEntries(rows: Entries): OutboxEntry[] {
  return [...rows.entries('outbox').values()].filter((entry) => !isSealed(entry)).sort(byIndex);
}

/**
 * Entries that may be sealed now. The rest waits until the peer's receipts make room, or until they
 * respond to the request.
 */
export function nextToSeal(rows: Rows): OutboxEntry[] {
  const room = OUTBOX_MAX_SEALED - sealedEntries(rows).length;
  const next = composedEntries(rows).slice(0, Math.max(0, Math.min(BATCH, room)));
  return rows.state.consent === 'requested' ? next.slice(0, fitInRequest(rows.state, next)) : next;
}

/** How many of some entries still fit into the user's request. */
function fitInRequest(
  { requestTexts, requestBytes }: PeerState,
  entries: readonly OutboxEntry[],
): number {
  let bytes = requestBytes;
  const over = entries.findIndex(({ body }, index) => {
    bytes += recordBytes(body);
    return requestTexts + index >= REQUEST_MAX_TEXTS || bytes > REQUEST_MAX_BYTES;
  });
  return over < 0 ? entries.length : over;
}

/** Whether entries wait only because the user's request is as large as it may be. */
export function isRequestFull(rows: Rows): boolean {
  if (rows.state.consent !== 'requested') return false;
  const next = composedEntries(rows).slice(0, 1);
  return next.length > 0 && fitInRequest(rows.state, next) === 0;
}

/** Bytes of a record with this body, including the token that it will carry. */
function recordBytes(composed: OrderedBody): number {
  const [stream, prev] = [new Uint8Array(STREAM_BYTES), fromBase64url(NO_PREV)];
  const body = bearsToken(composed) ? { ...composed, token: SOME_TOKEN } : composed;
  return encodeRecord({ stream, seq: 1, clock: 1, sent: 0, prev, body }).length;
}

/** An outbox entry that has a row of its own in the timeline: all but changes of other messages. */
type ShownEntry = OutboxEntry & { readonly body: Exclude<OrderedBody, ChangeBody> };

const isShown = (entry: OutboxEntry): entry is ShownEntry => !isChange(entry.body);

/** The timeline row of an outbox entry. */
function rowOf(entry: ShownEntry, stream: string, seq: number): MessageRow {
  const { id, body, composedAt: sent, past } = entry;
  const row = { id, mine: true, kind: body.type, sent, stream, seq };
  if (body.type === 'timer') return { ...row, text: '', seconds: body.seconds };
  if (body.type === 'file') return { ...row, ...fileRow(body), messageId: id, ...past };
  if (body.type !== 'text') return { ...row, text: '' };
  const { text, reply, expires: seconds } = body;
  return {
    ...row,
    text,
    messageId: id,
    ...(reply && { reply }),
    ...(seconds && { seconds }),
    ...past,
  };
}

/** The timeline entries of what is not sealed yet. */
export function composedTimeline(entries: readonly OutboxEntry[]): TimelineEntry[] {
  return entries
    .filter(isShown)
    .map((entry) => ({ order: composedOrder(entry.index), row: rowOf(entry, '', 0) }));
}

/**
 * Adds an outgoing record to the outbox.
 * @param waiting an entry that is not sealed yet, whose place it takes
 */
export function addToOutbox(
  tx: Transaction,
  body: OrderedBody,
  now: number,
  waiting?: OutboxEntry,
): OutboxEntry {
  const last = Math.max(0, ...[...tx.entries('outbox').values()].map(({ index }) => index));
  const index = waiting?.index ?? Math.max(last + 1, now);
  const id = body.type === 'text' || body.type === 'file' ? body.id : newId();
  const entry: OutboxEntry = { id, index, body, composedAt: now };
  tx.put('outbox', indexKey(index), entry);
  return entry;
}

/** The own timer has got its place: it counts unless a later one waits for its own. */
function placeOwnTimer(tx: Transaction, { seconds }: TimerBody, order: string): void {
  const waits = composedEntries(tx).some(({ body }) => body.type === 'timer');
  if (!waits) tx.state = { ...tx.state, timer: { seconds, order } };
}

/** Adds an outgoing record with a row in the timeline, and applies it to the conversation. */
export function compose(tx: Transaction, body: OrderedBody, now: number): OutboxEntry {
  const { state } = tx;
  const entry = addToOutbox(tx, body, now);
  const consent = consentAfterOwn(state.consent, body);
  const asksAgain = consent === 'requested' && state.consent !== 'requested';
  tx.state = {
    ...state,
    known: true,
    consent,
    ...(asksAgain ? { requestTexts: 0, requestBytes: 0 } : {}),
    closedAt: body.type === 'leave' ? state.clock + 1 : state.closedAt,
    ...(body.type === 'timer'
      ? { timer: { seconds: body.seconds, order: composedOrder(entry.index) } }
      : {}),
    updated: now,
  };
  return entry;
}

/** Deletes unsealed entries. */
export function cancelComposed(tx: Transaction): void {
  for (const { index } of composedEntries(tx)) tx.delete('outbox', indexKey(index));
}

/**
 * Seals an entry for the first time, which fixes its sequence number, its clock and its predecessor
 * for good. Returns its timeline entry at its final place; changes of other messages have none.
 */
export async function sealFirst(
  tx: Transaction,
  entry: OutboxEntry,
  { sealer, context }: FirstSealing,
): Promise<TimelineEntry | undefined> {
  const { losesTieBreak, now } = context;
  const { state } = tx;
  const { out } = state;
  const clock = state.clock + 1;
  const [stream, prev] = [fromBase64url(out.stream), fromBase64url(out.prev)];
  const place = { stream, seq: out.next, clock, sent: entry.composedAt, prev };
  const encode = (body: OrderedBody): Bytes => encodeRecord({ ...place, body });
  const body = await withToken(tx, entry.body, context, encode);
  const record = encodeWithReceipt(tx, { ...place, body }, context.client.settings.values);
  const { envelope, chain, bundle } = await sealer.seal(tx, record);
  const sealed = {
    seq: out.next,
    record: toBase64url(record),
    envelope: toBase64url(envelope),
    chain,
    bundle,
    at: now,
  };
  tx.put('outbox', indexKey(entry.index), { ...entry, sealed });
  const next = { ...out, next: out.next + 1, prev: toBase64url(await sha256(record)) };
  const isOfRequest = state.consent === 'requested';
  const requestTexts = state.requestTexts + (isOfRequest ? 1 : 0);
  const requestBytes = state.requestBytes + (isOfRequest ? record.length : 0);
  tx.state = { ...tx.state, clock, out: next, requestTexts, requestBytes };
  if (!isShown(entry)) return undefined;
  const order = orderOf({ clock, seq: out.next }, out.stream, losesTieBreak);
  const row = rowOf(entry, out.stream, out.next);
  tx.putMessage(order, row);
  if (row.messageId !== undefined && row.seconds !== undefined) {
    willExpire(tx, { mine: true, id: row.messageId }, { ...row, seconds: row.seconds });
  }
  if (body.type === 'timer') placeOwnTimer(tx, body, order);
  return { order, row };
}

/** Whether the keys that open an entry may be gone, because the peer has a newer bundle. */
export const isAging = ({ sealed }: SealedEntry, now: number): boolean =>
  now > sealed.at + CHAIN_OLD_LIFE_MS;

/** Seals the same record again, to the peer's newest bundle. */
export async function sealAgain(
  tx: Transaction,
  entry: SealedEntry,
  { sealer, now }: Sealing,
): Promise<void> {
  const { envelope, chain, bundle } = await sealer.seal(tx, fromBase64url(entry.sealed.record));
  const sealed = {
    ...entry.sealed,
    envelope: toBase64url(envelope),
    chain,
    bundle,
    at: now,
  };
  tx.put('outbox', indexKey(entry.index), { ...entry, sealed });
}
