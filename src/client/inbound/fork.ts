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

/** A stream of the peer goes on in two ways: their profile was restored from a copy, or cloned. */
export class StreamFork extends ChatError {
  readonly stream: string;
  /** The place at which it was noticed. */
  readonly seq: number;

  constructor(stream: string, seq: number) {
    super('record-malformed', { field: 'stream' });
    this.stream = stream;
    this.seq = seq;
  }
}

/** An own stream that has to give way to a new one. */
export interface Abandoned {
  readonly stream: string;
  /** The peer has lost what they acknowledged from this place on. */
  readonly lostFrom?: number | undefined;
}

/** What is worth being said again to a peer who has lost it: not how the conversation once ended. */
function bodyOf({ kind, text }: MessageRow): OrderedBody | undefined {
  if (kind === 'text') return { type: 'text', text };
  return kind === 'accept' ? { type: 'accept' } : undefined;
}

/** Whether a line of the own history is part of what the peer has lost. */
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

/** Takes back what was sealed and not acknowledged, as if it had only been composed. */
function sealedOnes(tx: Transaction, losesTieBreak: boolean): Omit<OutboxEntry, 'index'>[] {
  const { stream } = tx.state.out;
  return unacknowledgedEntries(tx).map(({ id, body, composedAt, sealed }) => {
    tx.deleteMessage(orderOf(decodeRecord(fromBase64url(sealed.record)), stream, losesTieBreak));
    return { id, body, composedAt };
  });
}

/**
 * Abandons the own stream for a new one: what was not acknowledged, or is lost to the peer, goes out
 * once more, in its order. Returns the lines that have changed.
 * @param lines the own history
 * @param losesTieBreak whether the own identity key is the greater of the two
 */
export function openStream(
  tx: Transaction,
  lines: readonly TimelineEntry[],
  abandoned: Abandoned,
  { losesTieBreak, now }: { readonly losesTieBreak: boolean; readonly now: number },
): TimelineEntry[] {
  const { lostFrom } = abandoned;
  const { out } = tx.state;
  const acknowledged = lines.filter((line) => line.row.seq <= out.delivered);
  const lost = acknowledged.filter((line) => isLost(line, abandoned));
  const before = [...tx.entries('outbox').keys()];
  const composed = composedEntries(tx);
  const entries = [...lostEntries(tx, lost), ...sealedOnes(tx, losesTieBreak), ...composed];
  for (const key of before) tx.delete('outbox', key);
  const first = Math.max(now, 1 + Math.max(0, ...before.map(Number)));
  const again = entries.map((entry, n): OutboxEntry => ({ ...entry, index: first + n }));
  for (const entry of again) tx.put('outbox', indexKey(entry.index), entry);
  // Where the peer has lost something it is their profile that was restored, else the own one.
  const notice = forkEvent(tx.state, { stream: out.stream, mine: lostFrom === undefined, now });
  tx.putMessage(notice.order, notice.row);
  tx.state = { ...tx.state, out: newStream() };
  return [notice, ...again.map(composedEntry)];
}
