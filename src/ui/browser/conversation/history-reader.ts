import type { TimelineRange } from '../../../client/conversation/timeline.ts';
import { isMessage, type MessageView } from '../../../client/views.ts';
import { painted } from '../window/painted.ts';
import { type Beyond, TimelineWindow } from './timeline-window.ts';

/** How many entries are loaded first on either side of a position. */
const SIDE = 30;
/** How many are loaded each time the reader comes near the end: so few that a frame is not late. */
const STEP = 5;
/** How many entries are loaded at a time while searching for unread ones. */
const PAGE = 100;

type Read = (range: TimelineRange) => Promise<readonly MessageView[]>;

/** The window over a conversation's timeline, which loads entries from the storage. */
export class HistoryReader {
  readonly #read: Read;
  #window: TimelineWindow | undefined;
  /** A window elsewhere in the timeline, until it is filled. */
  #next: TimelineWindow | undefined;
  #isExtending = false;

  constructor(read: Read) {
    this.#read = read;
  }

  get isReading(): boolean {
    return this.#isExtending || this.#next !== undefined;
  }

  /** Oldest first; empty before the first load. */
  get entries(): readonly MessageView[] {
    return this.#window?.entries ?? [];
  }

  get hasOlder(): boolean {
    return this.#window === undefined || this.#window.first !== undefined;
  }

  get hasNewer(): boolean {
    return this.#window === undefined || this.#window.last !== undefined;
  }

  /** Whether an entry with this order belongs in the window. */
  has(order: string): boolean {
    return this.#window?.spans(order) ?? false;
  }

  /** A new entry, or a newer state of one. */
  put(message: MessageView): void {
    this.#window?.put(message);
    this.#next?.put(message);
  }

  /** Forgets an entry that is no longer in the timeline. */
  remove(id: string): void {
    this.#window?.remove(id);
    this.#next?.remove(id);
  }

  /** Drops all entries except a number of them around one. */
  trim(center: number, count: number): void {
    if (!this.isReading) this.#window?.trim(center, count);
  }

  /**
   * Loads the last messages of the peer, however far back they begin. @throws ChatError
   * `storage-failed`
   */
  async findUnread(count: number): Promise<readonly MessageView[]> {
    const newestFirst: MessageView[] = [];
    for (let before: string | undefined; newestFirst.length < count; ) {
      const page = await this.#read({ before, last: PAGE });
      const texts = page.filter((message) => !message.mine && isMessage(message));
      newestFirst.push(...texts.reverse());
      if (page.length < PAGE) break;
      before = page[0]?.order;
    }
    return newestFirst.slice(0, count).reverse();
  }

  /** @throws ChatError `storage-failed`; then the window is as it was */
  readAround(order: string): Promise<void> {
    return this.#replace(async () => {
      const older = await this.#read({ before: order, last: SIDE });
      const newer = await this.#read({ from: order, first: SIDE });
      const beyond = { hasOlder: older.length === SIDE, hasNewer: newer.length === SIDE };
      return [[...older, ...newer], beyond];
    });
  }

  /** @throws ChatError `storage-failed`; then the window is as it was */
  readStart(): Promise<void> {
    return this.#replace(async () => {
      const read = await this.#read({ first: 2 * SIDE });
      return [read, { hasOlder: false, hasNewer: read.length === 2 * SIDE }];
    });
  }

  /** @throws ChatError `storage-failed`; then the window is as it was */
  readEnd(): Promise<void> {
    return this.#replace(async () => {
      const read = await this.#read({ last: 2 * SIDE });
      return [read, { hasOlder: read.length === 2 * SIDE, hasNewer: false }];
    });
  }

  /** Loads more entries on one side of the window. @throws ChatError `storage-failed` */
  async readMore(direction: 'older' | 'newer'): Promise<void> {
    const window = this.#window;
    this.#isExtending = true;
    try {
      const isOlder = direction === 'older';
      const read = await this.#read(
        isOlder
          ? { before: window?.first?.order, last: STEP }
          : { from: window?.last?.order, first: STEP },
      );
      // To read and to render in the same frame would delay it.
      await painted();
      if (isOlder) window?.addOlder(read, read.length === STEP);
      else window?.addNewer(read, read.length === STEP);
    } finally {
      this.#isExtending = false;
    }
  }

  async #replace(
    read: () => Promise<readonly [messages: readonly MessageView[], beyond: Beyond]>,
  ): Promise<void> {
    const next = new TimelineWindow();
    this.#next = next;
    try {
      next.fill(...(await read()));
      // A reader who moved elsewhere meanwhile stays there.
      if (this.#next === next) this.#window = next;
    } finally {
      if (this.#next === next) this.#next = undefined;
    }
  }
}
