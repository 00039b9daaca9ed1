import type { MessageView } from '../../../client/views.ts';

/** The first or last entry of a window beyond which there are more entries. */
type Bound = Pick<MessageView, 'id' | 'order'>;

/** What is beyond a loaded window. */
export interface Beyond {
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

const byOrder = (a: MessageView, b: MessageView): number => (a.order < b.order ? -1 : 1);

/**
 * The loaded part of a conversation's timeline: entries in order, each once, and none missing
 * between the first and the last. A new entry belongs to it only if it is between them.
 */
export class TimelineWindow {
  /** Without a view, it was removed: a load may have begun before. */
  readonly #byId = new Map<string, MessageView | undefined>();
  #first: Bound | undefined;
  #last: Bound | undefined;
  /** Until something changes: it is asked for several times while one frame is drawn. */
  #entries: readonly MessageView[] | undefined;

  /** The first entry, if there are older ones. */
  get first(): Bound | undefined {
    return this.#first;
  }

  /** The last entry, if there are newer ones. */
  get last(): Bound | undefined {
    return this.#last;
  }

  /** Whether an entry with this order belongs in the window. */
  spans(order: string): boolean {
    const [first, last] = [this.#first?.order, this.#last?.order];
    return (first === undefined || order >= first) && (last === undefined || order <= last);
  }

  /** Oldest first. */
  get entries(): readonly MessageView[] {
    this.#entries ??= [...this.#byId.values()]
      .flatMap((entry) => (entry && this.spans(entry.order) ? entry : []))
      .sort(byOrder);
    return this.#entries;
  }

  /**
   * Adds a new entry, or a newer state of one. An entry outside the window is kept until `trim`,
   * because a load may include it.
   */
  put(message: MessageView): void {
    const { id, order } = message;
    this.#byId.set(id, message);
    this.#entries = undefined;
    // A bound moves with its entry when that is sealed, and stays when it has to be sealed again.
    if (this.#first?.id === id && order < this.#first.order) this.#first = message;
    if (this.#last?.id === id && order < this.#last.order) this.#last = message;
  }

  /** Forgets an entry that is no longer in the timeline. */
  remove(id: string): void {
    this.#byId.set(id, undefined);
    this.#entries = undefined;
  }

  /** Adds entries around a position that were loaded while the window was empty. */
  fill(messages: readonly MessageView[], { hasOlder, hasNewer }: Beyond): void {
    this.#keep(messages);
    this.#first = hasOlder ? messages[0] : undefined;
    this.#last = hasNewer ? messages.at(-1) : undefined;
  }

  /** Adds the loaded entries before the first one. */
  addOlder(messages: readonly MessageView[], hasOlder: boolean): void {
    this.#keep(messages);
    this.#first = hasOlder ? messages[0] : undefined;
  }

  /** Adds the loaded entries from the last one on. */
  addNewer(messages: readonly MessageView[], hasNewer: boolean): void {
    this.#keep(messages);
    this.#last = hasNewer ? messages.at(-1) : undefined;
  }

  /** Drops all entries except some around one; they can be loaded again. */
  trim(center: number, count: number): void {
    const entries = this.entries;
    const start = Math.max(0, Math.min(center - Math.floor(count / 2), entries.length - count));
    const kept = entries.slice(start, start + count);
    if (start > 0) this.#first = kept[0];
    if (start + count < entries.length) this.#last = kept.at(-1);
    this.#byId.clear();
    this.#keep(kept);
  }

  /** What `put` added and what was removed during the load is newer. */
  #keep(messages: readonly MessageView[]): void {
    this.#entries = undefined;
    for (const message of messages) {
      if (!this.#byId.has(message.id)) this.#byId.set(message.id, message);
    }
  }
}
