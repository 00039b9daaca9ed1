import { paddedLength } from '../../crypto/padding.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { type ChatRecord, encodeRecord } from '../../protocol/record.ts';
import { noteReceiptTaken, owedReceipt } from '../inbound/receipt.ts';
import type { Transaction } from '../storage/peer-store.ts';
import type { SettingValues } from '../storage/settings.ts';

/**
 * The bytes of a record that is sealed for the first time. A text to a contact contains the receipt that
 * is owed, if its padded size stays the same: then none needs an envelope of its own. The text is sent
 * until it is acknowledged, so the receipt counts as taken.
 */
export function encodeWithReceipt(
  tx: Transaction,
  record: ChatRecord,
  settings: Pick<SettingValues, 'readReceipts'>,
): Bytes {
  const bytes = encodeRecord(record);
  const { body } = record;
  if (body.type !== 'text' || tx.state.consent !== 'accepted') return bytes;
  const owed = owedReceipt(tx, settings);
  if (owed === undefined) return bytes;
  const { type: _, ...receipt } = owed.body;
  const longer = encodeRecord({ ...record, body: { ...body, receipt } });
  if (paddedLength(longer.length) > paddedLength(bytes.length)) return bytes;
  noteReceiptTaken(tx, owed);
  return longer;
}
