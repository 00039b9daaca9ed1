import { recordHash } from '../../crypto/record-hash.ts';
import { fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import type { FileBody } from '../../protocol/file-record.ts';
import {
  type DeleteBody,
  decodeRecord,
  type EditBody,
  encodeRecord,
  type TextBody,
} from '../../protocol/record.ts';
import { unacknowledgedEntries } from '../outbound/outbox.ts';
import { indexKey, type SealedEntry } from '../outbound/outbox-entry.ts';
import type { Transaction } from '../storage/peer-store.ts';

/**
 * After an edit or a deletion, only the envelopes of sealed, unacknowledged records are left, which
 * this device cannot open. If one must be sealed again, another record replaces it.
 */

type Wording = TextBody | EditBody | FileBody;

const isWordingOf = (body: SealedEntry['body'], id: string): body is Wording =>
  (body.type === 'text' || body.type === 'edit' || body.type === 'file') && body.id === id;

/** Erases every wording of an outgoing message from the outbox; a newer one may replace it. */
export async function eraseWordings(tx: Transaction, id: string, text?: string): Promise<void> {
  for (const entry of unacknowledgedEntries(tx)) {
    const { body, index } = entry;
    if (!isWordingOf(body, id)) continue;
    const other = text === undefined ? ({ type: 'delete', id } as const) : { ...body, text };
    tx.put('outbox', indexKey(index), await withBody(entry, other));
  }
}

async function withBody(entry: SealedEntry, body: Wording | DeleteBody): Promise<SealedEntry> {
  const bytes = fromBase64url(entry.sealed.record);
  const replaced = { ...body, instead: await recordHash(bytes) };
  const sealed = toBase64url(encodeRecord({ ...decodeRecord(bytes), body: replaced }));
  return { ...entry, body: replaced, sealed: { ...entry.sealed, record: sealed } };
}
