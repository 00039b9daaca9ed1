import { isPlaced } from '../../../client/conversation/timeline-entry.ts';
import type { MessageView } from '../../../client/views.ts';

/** The lines of one conversation that the screen holds, in order, each once. */
export class Timeline {
  readonly #byId = new Map<string, MessageView>();
  /** The order from which on nothing is missing. It is a final one: lines change theirs once. */
  #from = '';

  /** How many are shown, without those that wait for their place. */
  get count(): number {
    return this.#placed().length;
  }

  /** The order before which older lines can be read; none when the beginning is here. */
  get from(): string | undefined {
    return this.#from === '' ? undefined : this.#from;
  }

  /** A new line, or a newer state of one. Returns whether it is new. */
  put(message: MessageView): boolean {
    const isNew = !this.#byId.has(message.id);
    this.#byId.set(message.id, message);
    return isNew;
  }

  /**
   * Lines that were read from the storage: what `put` brought meanwhile is newer.
   * @param last how many with a place were asked for
   */
  addRead(messages: readonly MessageView[], last: number): void {
    for (const message of messages) {
      if (!this.#byId.has(message.id)) this.#byId.set(message.id, message);
    }
    const placed = messages.filter(({ order }) => isPlaced(order));
    this.#from = placed.length < last ? '' : (placed[0]?.order ?? '');
  }

  /** Forgets all but the newest lines and those that wait; the others can be read again. */
  keepNewest(count: number): void {
    const from = this.#placed().at(-count)?.order;
    if (from === undefined) return;
    for (const { id, order } of [...this.#byId.values()]) {
      if (order < from) this.#byId.delete(id);
    }
    this.#from = from;
  }

  /** Oldest first, without those that something is missing after. */
  sorted(): readonly MessageView[] {
    return [...this.#byId.values()]
      .filter(({ order }) => order >= this.#from)
      .sort((a, b) => (a.order < b.order ? -1 : 1));
  }

  #placed(): readonly MessageView[] {
    return this.sorted().filter(({ order }) => isPlaced(order));
  }
}
