import type { TextBody } from '../../protocol/record.ts';
import type { IncomingStream, PeerState } from '../storage/peer-state.ts';
import type { PeerStore } from '../storage/peer-store.ts';
import { isMessage } from '../views.ts';

/** How far the user has read the peer's messages. */

/** How many entries are loaded at a time while unread ones are counted. */
const PAGE = 100;

const idPrefix = (stream: string): string => `${stream}.`;

/** The id of a timeline entry that the peer sent. */
export const entryId = (stream: string, seq: number): string => `${idPrefix(stream)}${seq}`;

const isRead = ({ read, next }: IncomingStream): boolean => read === next - 1;

/** Whether nothing from the peer is unread. */
export const isAllRead = ({ unread, in: streams }: PeerState): boolean =>
  unread === 0 && streams.every(isRead);

/** The last record of the peer that is displayed, read or not. */
export function lastDisplayed({ in: streams }: PeerState): TextBody['seen'] {
  const last = streams.at(-1);
  return last && last.next > 1 ? { stream: last.stream, seq: last.next - 1 } : undefined;
}

const readWhole = (stream: IncomingStream): IncomingStream => ({
  ...stream,
  read: stream.next - 1,
});

/**
 * The peer's streams, read up to an entry: the entry, its predecessors in its stream, and earlier
 * streams.
 */
function readUpTo(streams: readonly IncomingStream[], id: string): IncomingStream[] {
  const current = streams.findIndex(({ stream }) => id.startsWith(idPrefix(stream)));
  return streams.map((stream, index) => {
    if (index > current) return stream;
    if (index < current) return readWhole(stream);
    const seq = Number(id.slice(idPrefix(stream.stream).length));
    return { ...stream, read: Math.max(stream.read, Math.min(seq, stream.next - 1)) };
  });
}

/** Messages of the peer after an entry. @throws ChatError `storage-failed` */
async function countTextsAfter(rows: PeerStore, id: string): Promise<number> {
  let unread = 0;
  for (let before: string | undefined; ; ) {
    const page = await rows.messages({ before, last: PAGE });
    const at = page.findLastIndex(({ row }) => row.id === id);
    unread += page.slice(at + 1).filter(({ row }) => !row.mine && isMessage(row)).length;
    if (at >= 0 || page.length < PAGE) return unread;
    before = page[0]?.order;
  }
}

/**
 * What is stored once entries of the peer were read.
 * @param id the last of them; absent for all
 * @throws ChatError `storage-failed`
 */
export async function afterReading(
  rows: PeerStore,
  id?: string,
): Promise<Pick<PeerState, 'in' | 'unread'>> {
  const { in: streams } = rows.state;
  if (id === undefined) return { in: streams.map(readWhole), unread: 0 };
  const marked = readUpTo(streams, id);
  const unread = marked.every(isRead) ? 0 : await countTextsAfter(rows, id);
  // What follows the last message has no entry of its own: for example, a change to one that is displayed.
  return { in: unread === 0 ? streams.map(readWhole) : marked, unread };
}
