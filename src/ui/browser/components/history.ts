import type { ChatChange, MessageView, PersonId } from '../../../client/views.ts';
import type { App } from '../app/app.ts';
import { batch } from '../app/batch.ts';
import { type Row, toRows } from '../conversation/rows.ts';
import { ScrollPlace } from '../conversation/scroll-place.ts';
import { Timeline } from '../conversation/timeline.ts';
import { messagesWith, newMessages } from '../words.ts';
import { component } from './component.ts';

/** Lines that are read at once, and lines that stay on the screen when the reader is at the end. */
const PAGE = 60;
const KEPT = 4 * PAGE;

const isWatched = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** The lines of the open conversation, and where the reader is in them. */
export const history = (app: App, peer: PersonId) => {
  const { view } = app;
  const timeline = new Timeline();
  let place: ScrollPlace | undefined;
  /** The order of the first line that the person has not seen, for the separator. */
  let unreadFrom: string | undefined;
  let isReading = false;
  /** Whether something may be here that was not marked as read. */
  let hasNew = true;
  let isMarking = false;
  const unreadNow = (): number => app.conversation(peer)?.unread ?? 0;
  const ends: (() => void)[] = [];
  return component({
    rows: [] as readonly Row[],
    hasOlder: true,
    /** Lines of the peer that came while the reader was further up. */
    below: 0,

    get pill(): string {
      return this.below > 0 ? newMessages(this.below) : '';
    },
    get label(): string {
      return messagesWith(app.conversation(peer)?.name ?? '');
    },

    async init(): Promise<void> {
      const { scroller, content } = this.$refs;
      if (scroller === undefined || content === undefined) return;
      place = new ScrollPlace(scroller, content, () => this.moved());
      const render = batch(() => this.render());
      const seen = (): void => this.seen();
      addEventListener('focus', seen);
      ends.push(
        () => removeEventListener('focus', seen),
        app.chat.onChange((change) => this.changed(change, render)),
        () => place?.disconnect(),
      );
      await app.attempt(this.begin(unreadNow()));
    },
    destroy(): void {
      for (const end of ends) end();
    },
    /** Shows the newest lines, from the first unread one on if there is one. */
    async begin(unread: number): Promise<void> {
      await this.read(PAGE + unread);
      const shown = timeline.sorted();
      const theirs = shown.filter(({ mine, kind }) => !mine && kind === 'text');
      const isAnswered = shown.at(-1)?.mine === true;
      unreadFrom = unread > 0 && !isAnswered ? theirs.at(-unread)?.order : undefined;
      this.render();
      await this.$nextTick();
      this.toEnd();
      const first = this.$refs['content']?.querySelector('.unread');
      if (first instanceof HTMLElement && place?.isAbove(first)) first.scrollIntoView();
    },
    async read(last: number): Promise<void> {
      isReading = true;
      try {
        const read = await app.chat.messages(peer, { before: timeline.from, last });
        timeline.addRead(read, read.length < last);
        this.hasOlder = timeline.from !== undefined;
      } finally {
        isReading = false;
      }
    },
    async readOlder(): Promise<void> {
      if (isReading || !this.hasOlder) return;
      await this.read(PAGE);
      place?.holdFromEnd();
      this.render();
    },
    changed(change: ChatChange, render: () => void): void {
      if (change.kind === 'message' && change.message.peer === peer) {
        this.put(change.message, change.arrived);
        render();
      } else if (change.kind === 'conversation' && change.peer === peer) render();
    },
    put(message: MessageView, arrived: boolean): void {
      const isNew = timeline.put(message);
      hasNew ||= arrived;
      if (arrived && !(place?.isAtEnd && isWatched())) {
        unreadFrom ??= message.order;
        if (!place?.isAtEnd) this.below++;
      }
      if (!isNew || !message.mine || arrived) return;
      unreadFrom = undefined;
      this.toEnd();
    },
    render(): void {
      if (place?.isAtEnd && timeline.count > KEPT) {
        timeline.keepNewest(KEPT - PAGE);
        this.hasOlder = true;
      }
      const peerName = app.conversation(peer)?.name ?? '';
      this.rows = toRows(timeline.sorted(), { peerName, unreadFrom, now: view.now }, this.rows);
      this.seen();
    },
    moved(): void {
      if (place?.isAtEnd) this.below = 0;
      if (place?.isNearStart) void app.attempt(this.readOlder());
      this.seen();
    },
    /** Read is what was at the end of the history before the person's eyes. */
    seen(): void {
      if (!hasNew || isMarking || !place?.isAtEnd || !isWatched()) return;
      void app.attempt(this.mark());
    },
    async mark(): Promise<void> {
      hasNew = false;
      isMarking = true;
      try {
        await app.chat.markRead(peer);
      } catch (error) {
        hasNew = true;
        throw error;
      } finally {
        isMarking = false;
      }
      this.seen();
    },
    toEnd(): void {
      this.below = 0;
      place?.toEnd();
    },
  });
};
