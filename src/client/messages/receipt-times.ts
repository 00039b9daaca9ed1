import type { MessageRow, TimelineEntry } from '../conversation/timeline-entry.ts';
import type { PeerStore, Transaction } from '../storage/peer-store.ts';
import { isMessage } from '../views.ts';

const PAGE = 16;
/** How far back messages are looked for: a peer could otherwise cause a long search with each receipt. */
const PAGES = 8;

const FACTS = [
  ['delivered', 'deliveredAt'],
  ['read', 'readAt'],
] as const;

/**
 * Notes on own texts when a receipt said for the first time that they were delivered or read.
 * @param store the state before the receipt
 * @param tx the state after it
 * @throws ChatError `storage-failed`
 */
export async function noteReceiptTimes(
  store: PeerStore,
  tx: Transaction,
  now: number,
): Promise<void> {
  const [before, after] = [store.state.out, tx.state.out];
  if (before.stream !== after.stream) return;
  const from = Math.min(
    ...FACTS.map(([fact]) => (after[fact] > before[fact] ? before[fact] : Infinity)),
  );
  const isSent = ({ row }: TimelineEntry): boolean => row.mine && row.stream === after.stream;
  const timesOf = ({ seq }: MessageRow): Partial<MessageRow> =>
    Object.fromEntries(
      FACTS.filter(([fact]) => seq > before[fact] && seq <= after[fact]).map(([, at]) => [at, now]),
    );
  let end: string | undefined;
  for (let pages = 0; from < Infinity && pages < PAGES; pages++) {
    const page = await store.messages({ before: end, last: PAGE });
    for (const { order, row } of page.filter(isSent)) {
      const times = timesOf(row);
      if (!isMessage(row) || Object.keys(times).length === 0) continue;
      // It may be gone, or have changed, in the same transaction.
      const current = await tx.message(order);
      if (current !== undefined) tx.putMessage(order, { ...current, ...times });
    }
    const isDone = page.some((entry) => isSent(entry) && entry.row.seq <= from);
    if (isDone || page.length < PAGE) return;
    end = page[0]?.order;
  }
}
