import type { MessageView } from '../../../client/views.ts';

interface UnreadMessage {
  readonly line: MessageView;
  /** Whether it was inserted before an existing line, and may therefore not be visible. */
  readonly isLate: boolean;
}

/** The visible part of the history. */
export interface Sight {
  /** Whether the reader is at the end, and therefore sees what is added there. */
  readonly isAtEnd: boolean;
  /** The ids of lines that are at least partly visible. */
  readonly inView: ReadonlySet<string | undefined>;
}

const isInSight = ({ line, isLate }: UnreadMessage, sight: Sight): boolean =>
  (sight.isAtEnd && !isLate) || sight.inView.has(line.id);

const byOrder = (a: MessageView, b: MessageView): number => (a.order < b.order ? -1 : 1);

/** Whether the peer has sent it: some lines are about this device only. */
const isPeers = ({ mine, kind }: MessageView): boolean =>
  !mine && kind !== 'renamed' && kind !== 'fork';

/**
 * Lines that the peer sent and the user has not seen. A reader at the end of the history sees the
 * lines that are added there; a line that was inserted between older ones must be visible.
 */
export class UnreadMessages {
  readonly #lines = new Map<string, UnreadMessage>();
  /** Lines that were seen while an earlier one was not, and the last one that was seen before. */
  #seen: MessageView[] = [];

  /** Adds new lines of the peer. @param shown the lines of the history, oldest first */
  add(lines: readonly MessageView[], shown: readonly MessageView[]): void {
    const added = new Set(lines.map(({ id }) => id));
    const isUnread = ({ id }: MessageView): boolean => this.#lines.has(id) || added.has(id);
    const last = shown.findLast((line) => !isUnread(line))?.order ?? '';
    for (const line of lines) this.#lines.set(line.id, { line, isLate: line.order < last });
  }

  /** A line that is no longer there. */
  remove(id: string): void {
    this.#lines.delete(id);
    this.#seen = this.#seen.filter((line) => line.id !== id);
  }

  /** Visible lines have been seen. */
  see(sight: Sight): void {
    for (const each of this.#lines.values()) {
      if (!isInSight(each, sight)) continue;
      this.#lines.delete(each.line.id);
      this.#seen.push(each.line);
    }
  }

  /** How many are not visible. */
  countHidden(sight: Sight): number {
    return [...this.#lines.values()].filter((each) => !isInSight(each, sight)).length;
  }

  /** The first one; if some are late, the first of those. */
  get first(): UnreadMessage | undefined {
    const lines = this.#inOrder();
    return lines.find(({ isLate }) => isLate) ?? lines[0];
  }

  /**
   * The last line of the peer before all that are unread.
   * @param shown the newest lines of the history, if it shows them: older ones tell nothing
   */
  lastRead(shown: readonly MessageView[]): MessageView | undefined {
    const end = this.#inOrder()[0]?.line.order;
    const isRead = (line: MessageView): boolean =>
      isPeers(line) && (end === undefined || line.order < end);
    const last = [...this.#seen, ...shown].filter(isRead).sort(byOrder).at(-1);
    this.#seen = this.#seen.filter(({ order }) => last === undefined || order >= last.order);
    return last;
  }

  #inOrder(): readonly UnreadMessage[] {
    return [...this.#lines.values()].sort((a, b) => byOrder(a.line, b.line));
  }
}
