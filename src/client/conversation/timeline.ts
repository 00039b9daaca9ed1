import type { PeerContext } from '../client-context.ts';
import { composedEntries, composedEntry, sealedEntries } from '../outbound/outbox.ts';
import type { MessageState, MessageView } from '../views.ts';
import { acknowledgedFacts, type Progress, reduceSendState, type SendFact } from './send-state.ts';
import { type MessageRow, type TimelineEntry, viewOf } from './timeline-entry.ts';

/**
 * Which entries: so many with a final place, the last ones or the last before an order. The last
 * ones are followed by all messages that are not sealed yet.
 */
export interface TimelineRange {
  readonly before?: string | undefined;
  readonly last: number;
}

/** Whether the relay stored a message, as far as this connection knows. */
type IsQueued = (id: string) => boolean;

const hasSendState = ({ mine, kind }: MessageRow): boolean =>
  mine && kind !== 'fork' && kind !== 'decline';

/** The messages and events of one conversation, as a screen shows them. */
export class Timeline {
  readonly #context: PeerContext;
  readonly #isQueued: IsQueued;
  /** Own messages whose send state may still change, by id. */
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
    return entries.map((entry) => this.#view(entry));
  }

  /** Takes an entry that is new, or has moved to its final place. */
  put(entry: TimelineEntry): MessageView {
    this.#keepOpen(entry);
    if (this.#isLast(entry)) this.#last = entry;
    return this.#view(entry);
  }

  /** An own message whose send state may have changed. */
  find(id: string): MessageView | undefined {
    const entry = this.#open.get(id);
    return entry && this.#view(entry);
  }

  /** Own messages that the peer has acknowledged since then. */
  acknowledgedSince(before: Progress): MessageView[] {
    const { out } = this.#context.store.state;
    const changed = [...this.#open.values()].filter(
      ({ row: { seq } }) =>
        (seq > before.delivered && seq <= out.delivered) || (seq > before.read && seq <= out.read),
    );
    for (const { row } of changed) if (row.seq <= out.read) this.#open.delete(row.id);
    return changed.map((entry) => this.#view(entry));
  }

  #isLast({ order, row }: TimelineEntry): boolean {
    const last = this.#last;
    return last === undefined || row.id === last.row.id || order > last.order;
  }

  #keepOpen(entry: TimelineEntry): void {
    const { id, seq } = entry.row;
    const isRead = seq > 0 && seq <= this.#context.store.state.out.read;
    if (hasSendState(entry.row) && !isRead) this.#open.set(id, entry);
  }

  async #read({ before, last }: TimelineRange): Promise<TimelineEntry[]> {
    const { store } = this.#context;
    // Before the storage is read: what is sealed meanwhile is published at its final place.
    const composed = before === undefined ? composedEntries(store).map(composedEntry) : [];
    return [...(await store.messages({ before, last })), ...composed];
  }

  #view({ order, row }: TimelineEntry): MessageView {
    const state = hasSendState(row) ? this.#sendState(row) : undefined;
    return viewOf(this.#context.peer, order, row, state);
  }

  #sendState(row: MessageRow): MessageState {
    const { store } = this.#context;
    const facts: SendFact[] = acknowledgedFacts(row, store.state.out);
    if (this.#isQueued(row.id)) facts.push('queued');
    const mayBeHeld = row.seq > 0 && facts.length === 0;
    if (mayBeHeld && !sealedEntries(store).some(({ id }) => id === row.id)) facts.push('held');
    return facts.reduce(reduceSendState, 'waiting');
  }
}
