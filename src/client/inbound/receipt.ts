import { RECEIPT_MAX_RANGES } from '../../protocol/limits.ts';
import type { ReceiptBody } from '../../protocol/record.ts';
import { mayAcknowledge } from '../conversation/consent.ts';
import { heldPrefix } from '../storage/peer-state.ts';
import type { Transaction } from '../storage/peer-store.ts';
import type { SettingValues } from '../storage/settings.ts';

/**
 * Receipts for what the peer sent. The owed receipt is derived from storage: it is the one that
 * follows from the stored streams, unless the relay already accepted the same one. No state in
 * memory can lose it.
 */

type Rows = Pick<Transaction, 'state' | 'entries'>;

/** Consecutive numbers as ranges, both ends included. */
function rangesOf(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === number) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

type Disclosure = Pick<SettingValues, 'readReceipts'>;

/** The receipt for the stream that the peer uses; undefined before anything arrived. */
function receiptOf(rows: Rows, { readReceipts }: Disclosure): ReceiptBody | undefined {
  const stream = rows.state.in.at(-1);
  if (stream === undefined) return undefined;
  const prefix = heldPrefix(stream.stream);
  const ahead = [...rows.entries('held').keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => Number(key.slice(prefix.length)));
  const held = rangesOf(ahead).slice(0, RECEIPT_MAX_RANGES);
  const delivered = stream.next - 1;
  return {
    type: 'receipt',
    stream: stream.stream,
    delivered,
    hash: stream.prev,
    ...(readReceipts && stream.read > 0 ? { read: stream.read } : {}),
    ...(held.length > 0 ? { held } : {}),
  };
}

/** A receipt that the peer should get, and what to remember once the relay accepted it. */
export interface OwedReceipt {
  readonly body: ReceiptBody;
  readonly key: string;
}

/** Undefined when the peer should get no receipt, or the relay accepted the current one. */
export function owedReceipt(rows: Rows, disclosure: Disclosure): OwedReceipt | undefined {
  const { blocked, consent, acknowledged, missedReceipts } = rows.state;
  const body = receiptOf(rows, disclosure);
  if (body === undefined || blocked || !mayAcknowledge(consent)) return undefined;
  const key = `${missedReceipts} ${JSON.stringify(body)}`;
  return key === acknowledged ? undefined : { body, key };
}

/** The peer may have missed the last receipt: it is owed again, whether or not anything changed. */
export function repeatReceipt(tx: Transaction): void {
  // For a peer who gets no receipts nothing is stored.
  if (!mayAcknowledge(tx.state.consent)) return;
  tx.state = { ...tx.state, missedReceipts: tx.state.missedReceipts + 1 };
}

/** The relay accepted a receipt. What arrived in the meantime needs another one. */
export function noteReceiptTaken(tx: Transaction, { key }: OwedReceipt): void {
  tx.state = { ...tx.state, acknowledged: key };
}
