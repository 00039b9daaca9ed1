import { composedEntries, composedEntry, sealedEntries } from '../outbound/outbox.ts';
import type { Progress } from '../storage/peer-state.ts';
import type { PeerStore } from '../storage/peer-store.ts';
import type { MessageState, MessageView, PersonId } from '../views.ts';
import type { PeerChannel } from './peer-channel.ts';
import { type MessageRow, type TimelineEntry, viewOf } from './timeline-entry.ts';

/**
 * Which entries: so many with a place in the conversation, the last ones or the last before an
 * order. The last ones are followed by all that wait for a place.
 */
export interface TimelineRange {
  readonly before?: string | undefined;
  readonly last: number;
}

/** The lines of one conversation as a screen shows them. */
export class Lines {
  readonly #peer: PersonId;
  readonly #rows: PeerStore;
  readonly #channel: Pick<PeerChannel, 'isQueued'>;
  /** Own lines whose state may still change, by id. */
  readonly #open = new Map<string, TimelineEntry>();
  #last: TimelineEntry | undefined;

  constructor(peer: PersonId, rows: PeerStore, exchange: Pick<PeerChannel, 'isQueued'>) {
    this.#peer = peer;
    this.#rows = rows;
    this.#channel = exchange;
  }

  /** The last line. */
  get last(): MessageView | undefined {
    return this.#last && this.#view(this.#last);
  }

  async loadLast(): Promise<void> {
    this.#last = (await this.#read({ last: 1 })).at(-1);
  }

  /** @throws ChatError `storage-failed` */
  async read(range: TimelineRange): Promise<MessageView[]> {
    const lines = await this.#read(range);
    for (const line of lines) this.#keepOpen(line);
    return lines.map((line) => this.#view(line));
  }

  /** A line that is new, or has found its place. */
  show(line: TimelineEntry): MessageView {
    this.#keepOpen(line);
    if (this.#last === undefined || this.#isAfterLast(line)) this.#last = line;
    return this.#view(line);
  }

  /** An own line of which the relay or the peer has something new to say. */
  stateChanged(id: string): MessageView | undefined {
    const line = this.#open.get(id);
    return line && this.#view(line);
  }

  /** Own lines that the peer has acknowledged since then. */
  acknowledged(before: Progress): MessageView[] {
    const { out } = this.#rows.state;
    const changed = [...this.#open.values()].filter(
      ({ row: { seq } }) =>
        (seq > before.delivered && seq <= out.delivered) || (seq > before.read && seq <= out.read),
    );
    for (const { row } of changed) if (row.seq <= out.read) this.#open.delete(row.id);
    return changed.map((line) => this.#view(line));
  }

  #isAfterLast({ order, row }: TimelineEntry): boolean {
    const last = this.#last;
    return last === undefined || row.id === last.row.id || order > last.order;
  }

  #keepOpen(line: TimelineEntry): void {
    const { mine, seq, id } = line.row;
    if (mine && line.row.kind !== 'fork' && (seq === 0 || seq > this.#rows.state.out.read))
      this.#open.set(id, line);
  }

  async #read({ before, last }: TimelineRange): Promise<TimelineEntry[]> {
    // Before the storage is read: what is sealed meanwhile is published at its place.
    const composed = before === undefined ? composedEntries(this.#rows).map(composedEntry) : [];
    return [...(await this.#rows.messages({ before, last })), ...composed];
  }

  #view({ order, row }: TimelineEntry): MessageView {
    const hasState = row.mine && row.kind !== 'fork';
    return viewOf(this.#peer, order, row, hasState ? this.#stateOf(row) : undefined);
  }

  #stateOf({ id, stream, seq }: MessageRow): MessageState {
    const { out } = this.#rows.state;
    if (seq === 0) return 'waiting';
    if (stream !== out.stream) return 'delivered';
    if (seq <= out.read) return 'read';
    if (seq <= out.delivered) return 'delivered';
    return this.#channel.isQueued(id) || !this.#isUnderWay(id) ? 'sent' : 'waiting';
  }

  /** What arrived without being shown there waits on the peer's device for its turn. */
  #isUnderWay(id: string): boolean {
    return sealedEntries(this.#rows).some((entry) => entry.id === id);
  }
}
