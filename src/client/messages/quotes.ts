import { refOf, type TimelineEntry } from '../conversation/timeline-entry.ts';
import type { RowSource } from '../storage/peer-tables.ts';
import type { MessageRef, QuoteView } from '../views.ts';
import { type Authors, quoteOf } from './message-lookup.ts';

const isSame = (a: MessageRef | undefined, b: MessageRef): boolean =>
  a?.id === b.id && a.mine === b.mine;

/**
 * The quotes of the messages on a screen. When a message changes, its replies must be looked up
 * again.
 */
export class Quotes {
  readonly #source: RowSource;
  readonly #authors: () => Authors;
  /** Messages that answer others, by their id in the timeline. */
  readonly #answers = new Map<
    string,
    { readonly entry: TimelineEntry; readonly quote: QuoteView }
  >();

  constructor(source: RowSource, authors: () => Authors) {
    this.#source = source;
    this.#authors = authors;
  }

  /** What a message quotes, as it was last looked up. */
  of(id: string): QuoteView | undefined {
    return this.#answers.get(id)?.quote;
  }

  /** Looks up what entries quote that were read: those that are known already have not changed since. @throws ChatError `storage-failed` */
  async look(entries: readonly TimelineEntry[]): Promise<void> {
    for (const entry of entries) {
      if (!this.#answers.has(entry.row.id)) await this.#lookUp(entry, false);
    }
  }

  /**
   * Looks up what entries quote, and what quotes them. Returns the messages whose quotes may have
   * changed. @throws ChatError `storage-failed`
   */
  async renew(entries: readonly TimelineEntry[]): Promise<TimelineEntry[]> {
    for (const entry of entries) await this.#lookUp(entry);
    if (this.#answers.size === 0) return [];
    const refs = entries.map(({ row }) => refOf(row));
    const shown = new Set(entries.map(({ row }) => row.id));
    const answers = [...this.#answers.values()].filter(
      ({ entry, quote }) => !shown.has(entry.row.id) && refs.some((ref) => isSame(ref, quote.ref)),
    );
    for (const { entry } of answers) await this.#lookUp(entry);
    return answers.map(({ entry }) => ({ ...entry, isChanged: true }));
  }

  /** Messages are gone. Returns those that quote them. @throws ChatError `storage-failed` */
  async remove(ids: readonly string[]): Promise<TimelineEntry[]> {
    for (const id of ids) this.#answers.delete(id);
    const answers = [...this.#answers.values()].filter(({ quote: { target } }) =>
      ids.includes(target?.id ?? ''),
    );
    for (const { entry } of answers) await this.#lookUp(entry);
    return answers.map(({ entry }) => ({ ...entry, isChanged: true }));
  }

  /** @param isNewest false when it was read, and may have changed since */
  async #lookUp(entry: TimelineEntry, isNewest = true): Promise<void> {
    const { id, reply } = entry.row;
    const quote = reply && (await quoteOf(this.#source, entry, this.#authors()));
    if (!isNewest && this.#answers.has(id)) return;
    if (quote === undefined) this.#answers.delete(id);
    else this.#answers.set(id, { entry, quote });
  }
}
