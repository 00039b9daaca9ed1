import { fileView } from '../files/file-view.ts';
import { expiryOf } from '../messages/expiry.ts';
import { composedEntries, composedTimeline, sealedEntries } from '../outbound/outbox.ts';
import { isSealed } from '../outbound/outbox-entry.ts';
import type { PeerContext } from '../peer-context.ts';
import type { MessageState, MessageView } from '../views.ts';
import { acknowledgedFacts, type Progress, reduceSendState, type SendFact } from './send-state.ts';
import {
  type ChangedBy,
  type MessageRow,
  refOf,
  type TimelineEntry,
  viewOf,
} from './timeline-entry.ts';

/**
 * Which entries, messages that are not sealed yet included: the last so many, of all or before an
 * order; or the first so many, of all or from an order on. Fewer are returned only at the end of the
 * timeline in that direction.
 */
export type TimelineRange =
  | { readonly before?: string | undefined; readonly last: number }
  | { readonly from?: string | undefined; readonly first: number };

/** The entries of a range, of stored ones and of those that are not sealed. */
function cut(
  stored: readonly TimelineEntry[],
  composed: readonly TimelineEntry[],
  range: TimelineRange,
): TimelineEntry[] {
  const known = new Set(stored.map(({ row }) => row.id));
  const isInside = ({ order }: TimelineEntry): boolean =>
    'last' in range
      ? range.before === undefined || order < range.before
      : order >= (range.from ?? '');
  const waiting = composed.filter((entry) => !known.has(entry.row.id) && isInside(entry));
  const all = [...stored, ...waiting];
  return 'last' in range
    ? all.slice(Math.max(0, all.length - range.last))
    : all.slice(0, range.first);
}

/** Whether the relay stored a message, as far as this connection knows. */
type IsQueued = (id: string) => boolean;

/** The outbox entry that a message was sent with last, and its place: that of its last change. */
function sentAs({ id, stream, seq, edited, deleted }: MessageRow): ChangedBy {
  return deleted ?? edited ?? { entry: id, stream, seq };
}

const seqOf = (row: MessageRow): number => sentAs(row).seq;

const hasSendState = ({ mine, kind }: MessageRow): boolean =>
  mine && kind !== 'fork' && kind !== 'decline';

/** The messages and events of one conversation, as a screen shows them. */
export class Timeline {
  readonly #context: PeerContext;
  readonly #isQueued: IsQueued;
  /** Outgoing messages whose send state may still change, by id. */
  readonly #open = new Map<string, TimelineEntry>();
  #last: TimelineEntry | undefined;

  constructor(context: PeerContext, isQueued: IsQueued) {
    this.#context = context;
    this.#isQueued = isQueued;
  }

  get last(): MessageView | undefined {
    return this.#last && this.#view(this.#last);
  }

  async loadLast(): Promise<void> {
    this.#last = (await this.#read({ last: 1 })).at(-1);
  }

  /** Oldest first. @throws ChatError `storage-failed` */
  async read(range: TimelineRange): Promise<MessageView[]> {
    const entries = await this.#read(range);
    for (const entry of entries) this.#keepOpen(entry);
    await this.#context.quotes.look(entries);
    return entries.map((entry) => this.#view(entry));
  }

  /** Takes an entry that is new, has changed, or has moved to its final place. */
  put(entry: TimelineEntry): MessageView {
    this.#keepOpen(entry);
    if (this.#isLast(entry)) this.#last = entry;
    return this.#view(entry);
  }

  /** Entries are gone. @throws ChatError `storage-failed` */
  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#open.delete(id);
    if (this.#last !== undefined && ids.includes(this.#last.row.id)) await this.loadLast();
  }

  /** The outgoing message that an outbox entry sent or has changed last, whose send state may have changed. */
  sentWith(id: string): MessageView | undefined {
    for (const entry of this.#open.values()) {
      if (sentAs(entry.row).entry === id) return this.#view(entry);
    }
    return undefined;
  }

  /** Outgoing messages that the peer has acknowledged since then. */
  acknowledgedSince(before: Progress): MessageView[] {
    const { out } = this.#context.store.state;
    const changed = [...this.#open.values()].filter(
      ({ row }) =>
        (seqOf(row) > before.delivered && seqOf(row) <= out.delivered) ||
        (seqOf(row) > before.read && seqOf(row) <= out.read),
    );
    for (const { row } of changed) if (seqOf(row) <= out.read) this.#open.delete(row.id);
    return changed.map((entry) => this.#view(entry));
  }

  #isLast({ order, row }: TimelineEntry): boolean {
    const last = this.#last;
    return last === undefined || row.id === last.row.id || order > last.order;
  }

  #keepOpen(entry: TimelineEntry): void {
    const { row } = entry;
    const seq = seqOf(row);
    const isRead = seq > 0 && seq <= this.#context.store.state.out.read;
    if (hasSendState(row) && !isRead) this.#open.set(row.id, entry);
  }

  async #read(range: TimelineRange): Promise<TimelineEntry[]> {
    const { store } = this.#context;
    const stored = await store.messages(range);
    // What was sealed meanwhile is missing here, and is told of at its final position.
    return cut(stored, composedTimeline(composedEntries(store)), range);
  }

  #view(entry: TimelineEntry): MessageView {
    const { peer, quotes, store, now, moving } = this.#context;
    const { row } = entry;
    const state = hasSendState(row) ? this.#sendState(row) : undefined;
    const ref = row.seconds === undefined ? undefined : refOf(row);
    const expiresAt = ref && expiryOf(store, ref, now);
    const file = fileView(row, store, moving);
    return viewOf(peer, entry, { state, quote: quotes.of(row.id), expiresAt, file });
  }

  #sendState(row: MessageRow): MessageState {
    const { store } = this.#context;
    const { entry, ...place } = sentAs(row);
    const waits = [...store.entries('outbox').values()].find(({ id }) => id === entry);
    if (waits !== undefined && !isSealed(waits)) return 'waiting';
    const facts: SendFact[] = acknowledgedFacts(place, store.state.out);
    if (this.#isQueued(entry)) facts.push('queued');
    const mayBeHeld = place.seq > 0 && facts.length === 0;
    if (mayBeHeld && !sealedEntries(store).some(({ id }) => id === entry)) facts.push('held');
    return facts.reduce(reduceSendState, 'waiting');
  }
}
