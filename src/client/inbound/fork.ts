import { fromBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { decodeRecord, type OrderedBody } from '../../protocol/record.ts';
import {
  forkEvent,
  type MessageRow,
  orderOf,
  type TimelineEntry,
} from '../conversation/timeline-entry.ts';
import { composedEntries, composedEntry, unacknowledgedEntries } from '../outbound/outbox.ts';
import { indexKey, type OutboxEntry } from '../outbound/outbox-entry.ts';
import { newStream } from '../storage/peer-state.ts';
import type { Transaction } from '../storage/peer-store.ts';

/** A stream of the peer has forked: their profile was restored from a copy, or cloned. */
export class StreamFork extends ChatError {
  readonly stream: string;
  /** The sequence number at which it was noticed. */
  readonly seq: number;

  constructor(stream: string, seq: number) {
    super('record-malformed', { field: 'stream' });
    this.stream = stream;
    this.seq = seq;
  }
}

/** An own stream that a new one has to replace. */
export interface Abandoned {
  readonly stream: string;
  /** The peer has lost what they acknowledged from this sequence number on. */
  readonly lostFrom?: number | undefined;
}

/** The body to send again to a peer who has lost it. The end of a conversation is not repeated. */
function bodyOf({ kind, text }: MessageRow): OrderedBody | undefined {
  if (kind === 'text') return { type: 'text', text };
  return kind === 'accept' ? { type: 'accept' } : undefined;
}

/** Whether an entry of the own timeline is among what the peer has lost. */
function isLost({ row }: TimelineEntry, { stream, lostFrom = Infinity }: Abandoned): boolean {
  return row.mine && row.stream === stream && row.seq >= lostFrom && bodyOf(row) !== undefined;
}

function lostEntries(
  tx: Transaction,
  lost: readonly TimelineEntry[],
): Omit<OutboxEntry, 'index'>[] {
  return lost.flatMap(({ order, row }) => {
    const body = bodyOf(row);
    if (body === undefined) return [];
    tx.deleteMessage(order);
    return [{ id: row.id, body, composedAt: row.sent }];
  });
}

/** Takes back what was sealed and not acknowledged, as if it had never been sealed. */
function sealedOnes(tx: Transaction, losesTieBreak: boolean): Omit<OutboxEntry, 'index'>[] {
  const { stream } = tx.state.out;
  return unacknowledgedEntries(tx).map(({ id, body, composedAt, sealed }) => {
    tx.deleteMessage(orderOf(decodeRecord(fromBase64url(sealed.record)), stream, losesTieBreak));
    return { id, body, composedAt };
  });
}

/**
 * Replaces the own stream by a new one: what was not acknowledged, or is lost to the peer, is sent
 * again, in its order. Returns the entries that have changed.
 * @param history the own timeline
 * @param losesTieBreak whether the own identity key is the greater of the two
 */
export function openStream(
  tx: Transaction,
  history: readonly TimelineEntry[],
  abandoned: Abandoned,
  { losesTieBreak, now }: { readonly losesTieBreak: boolean; readonly now: number },
): TimelineEntry[] {
  const { lostFrom } = abandoned;
  const { out } = tx.state;
  const acknowledged = history.filter((entry) => entry.row.seq <= out.delivered);
  const lost = acknowledged.filter((entry) => isLost(entry, abandoned));
  const before = [...tx.entries('outbox').keys()];
  const composed = composedEntries(tx);
  const entries = [...lostEntries(tx, lost), ...sealedOnes(tx, losesTieBreak), ...composed];
  for (const key of before) tx.delete('outbox', key);
  const first = Math.max(now, 1 + Math.max(0, ...before.map(Number)));
  const again = entries.map((entry, n): OutboxEntry => ({ ...entry, index: first + n }));
  for (const entry of again) tx.put('outbox', indexKey(entry.index), entry);
  // If the peer has lost something, their profile was restored; otherwise the own one.
  const notice = forkEvent(tx.state, { stream: out.stream, mine: lostFrom === undefined, now });
  tx.putMessage(notice.order, notice.row);
  // Texts of a request that was not answered are sealed again, and counted again.
  tx.state = { ...tx.state, out: newStream(), requestTexts: 0, requestBytes: 0 };
  return [notice, ...again.map(composedEntry)];
}
