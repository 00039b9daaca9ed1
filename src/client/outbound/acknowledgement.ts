import { recordHash } from '../../crypto/record-hash.ts';
import { fromBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { ReceiptBody, TextBody } from '../../protocol/record.ts';
import type { Transaction } from '../storage/peer-store.ts';
import { noteOpened } from './chain-pace.ts';
import { unacknowledgedEntries } from './outbox.ts';
import { indexKey, type SealedEntry } from './outbox-entry.ts';

const isHeld = ({ held = [] }: ReceiptBody, seq: number): boolean =>
  held.some(([first, last]) => first <= seq && seq <= last);

/**
 * Whether a receipt is about records of this device, not about records that were sealed elsewhere.
 */
async function isOfOwn(tx: Transaction, receipt: ReceiptBody): Promise<boolean> {
  const { out } = tx.state;
  const { delivered, hash, held = [] } = receipt;
  if ([delivered, ...held.flat()].some((seq) => seq >= out.next)) return false;
  if (delivered < out.delivered) return true;
  if (delivered === out.delivered) return hash === (out.deliveredHash ?? hash);
  const entry = unacknowledgedEntries(tx).find(({ sealed }) => sealed.seq === delivered);
  if (entry === undefined) return false;
  return hash === (await recordHash(fromBase64url(entry.sealed.record)));
}

/** What a receipt tells the user: one who tells nobody what they have read does not learn it from others. */
export const asDisclosed = <R extends Pick<ReceiptBody, 'read'>>(
  receipt: R,
  readReceipts: boolean,
): R => (readReceipts ? receipt : { ...receipt, read: 0 });

/**
 * Applies a receipt that the peer put into a text. It must not harm the text, which may be old when it
 * arrives: the receipt counts only if it is about the current stream, and newer than what is known.
 */
export async function applyRidingReceipt(
  tx: Transaction,
  receipt: NonNullable<TextBody['receipt']>,
  now: number,
): Promise<void> {
  const { stream, delivered, read } = tx.state.out;
  const isNewer = receipt.delivered > delivered || (receipt.read ?? 0) > read;
  if (receipt.stream !== stream || receipt.delivered < delivered || !isNewer) return;
  await applyReceipt(tx, { type: 'receipt', ...receipt }, now);
}

/**
 * Applies a receipt of the peer: what they show is removed from the outbox, and what they hold
 * until its turn is not sent again. An older receipt that arrives late has no lasting effect.
 * @returns false when it acknowledges what this device never sealed; then nothing changes
 * @throws ChatError `record-malformed` when it is about another stream
 */
export async function applyReceipt(
  tx: Transaction,
  receipt: ReceiptBody,
  now: number,
): Promise<boolean> {
  const { out } = tx.state;
  const { stream, delivered, hash, read = 0 } = receipt;
  if (stream !== out.stream) throw new ChatError('record-malformed', { field: 'receipt' });
  if (!(await isOfOwn(tx, receipt))) return false;
  if (delivered > out.delivered || read > out.read) {
    const shown = delivered > out.delivered ? { delivered, deliveredHash: hash } : {};
    tx.state = { ...tx.state, out: { ...out, ...shown, read: Math.max(out.read, read) } };
  }
  const opened = new Set<string>();
  for (const entry of unacknowledgedEntries(tx)) {
    const { seq, chain } = entry.sealed;
    if (seq <= delivered || isHeld(receipt, seq)) opened.add(chain);
    if (seq <= delivered) tx.delete('outbox', indexKey(entry.index));
    else mark(tx, entry, isHeld(receipt, seq));
  }
  noteOpened(tx, opened, now);
  return true;
}

function mark(tx: Transaction, entry: SealedEntry, arrived: boolean): void {
  if ((entry.sealed.arrived === true) === arrived) return;
  const { arrived: _, ...sealed } = entry.sealed;
  const marked = arrived ? { ...sealed, arrived: true as const } : sealed;
  tx.put('outbox', indexKey(entry.index), { ...entry, sealed: marked });
}
