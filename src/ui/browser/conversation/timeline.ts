import type { MessageView } from '../../../client/views.ts';

/** The lines of one conversation that the screen holds, in order, each once. */
export class Timeline {
  readonly #byId = new Map<string, MessageView>();
  /** The order from which on nothing is missing. */
  #from = '';

  /** How many are shown. */
  get count(): number {
    return this.sorted().length;
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

  /** Lines that were read from the storage: what `put` brought meanwhile is newer. */
  addRead(messages: readonly MessageView[], areOldest: boolean): void {
    for (const message of messages) {
      if (!this.#byId.has(message.id)) this.#byId.set(message.id, message);
    }
    this.#from = areOldest ? '' : (messages[0]?.order ?? '');
  }

  /** Forgets all but the newest lines; the others can be read again. */
  keepNewest(count: number): void {
    const kept = this.sorted().slice(-count);
    this.#byId.clear();
    for (const message of kept) this.#byId.set(message.id, message);
    this.#from = kept[0]?.order ?? '';
  }

  /** Oldest first, without those that something is missing after. */
  sorted(): readonly MessageView[] {
    return [...this.#byId.values()]
      .filter(({ order }) => order >= this.#from)
      .sort((a, b) => (a.order < b.order ? -1 : 1));
  }
}
