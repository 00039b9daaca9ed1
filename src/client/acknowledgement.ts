import { ChatError } from '../protocol/errors.ts';
import type { ReceiptBody } from '../protocol/record.ts';
import { noteOpened } from './chain-pace.ts';
import { isSealed } from './outbox-entry.ts';
import type { Draft } from './person-rows.ts';

/** Whether a receipt says that a record arrived. */
function covers({ delivered, held = [] }: ReceiptBody, seq: number): boolean {
  return seq <= delivered || held.some(([first, last]) => first <= seq && seq <= last);
}

/**
 * Does what the peer's receipt says: what arrived leaves the outbox. Receipts are cumulative, so an
 * older one that comes late changes nothing.
 * @throws ChatError `record-malformed` when it acknowledges what was never sent
 */
export function applyReceipt(draft: Draft, receipt: ReceiptBody, now: number): void {
  const { state } = draft;
  const { out } = state;
  if (receipt.stream !== out.stream || receipt.delivered >= out.next) {
    throw new ChatError('record-malformed', { field: 'receipt' });
  }
  const delivered = Math.max(out.delivered, receipt.delivered);
  const read = Math.max(out.read, receipt.read ?? 0);
  if (delivered !== out.delivered || read !== out.read) {
    draft.state = { ...state, out: { ...out, delivered, read } };
  }
  const opened = new Set<string>();
  for (const [key, entry] of draft.entries('outbox')) {
    if (!(isSealed(entry) && covers(receipt, entry.sealed.seq))) continue;
    draft.delete('outbox', key);
    opened.add(entry.sealed.chain);
  }
  noteOpened(draft, opened, now);
}
