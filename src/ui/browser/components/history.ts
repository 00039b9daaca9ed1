import type { ChatChange, MessageView, PersonId } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format, formatCount } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { batch } from '../app/batch.ts';
import { type Row, toRows } from '../conversation/rows.ts';
import { ScrollPlace } from '../conversation/scroll-place.ts';
import { Timeline } from '../conversation/timeline.ts';
import { UnreadLines } from '../conversation/unread-lines.ts';
import { component } from './component.ts';

/** Lines that are read at once, and lines that stay on the screen when the reader is at the end. */
const PAGE = 60;
const KEPT = 4 * PAGE;

const isWatched = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** Resolves when what was rendered is on the screen, and scrolled to where it belongs. */
const painted = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** The lines of the open conversation, and where the reader is in them. */
export const history = (app: App, peer: PersonId) => {
  const { view } = app;
  const timeline = new Timeline();
  const unreadLines = new UnreadLines();
  let place: ScrollPlace | undefined;
  /** The order of the first line that the person has not seen, for the separator. */
  let unreadFrom: string | undefined;
  let isReading = false;
  /** The id of the last line that was marked as read. */
  let marked: string | undefined;
  let isMarking = false;
  let isLooking = false;
  const unreadNow = (): number => app.conversation(peer)?.unread ?? 0;
  const ends: (() => void)[] = [];
  return component({
    rows: [] as readonly Row[],
    hasOlder: true,
    /** New lines of the peer that are out of sight. */
    hidden: 0,
    /** Whether they are further up than the reader is. */
    isAbove: false,

    get pill(): string {
      return this.hidden > 0 ? formatCount(strings.newMessages, this.hidden) : '';
    },
    /** Which day it is: separators name days by how long ago they were. */
    get today(): string {
      return new Date(view.now).toDateString();
    },
    get label(): string {
      return format(strings.messagesWith, { name: app.conversation(peer)?.name ?? '' });
    },

    async init(): Promise<void> {
      const { scroller, content } = this.$refs;
      if (scroller === undefined || content === undefined) return;
      place = new ScrollPlace(scroller, content, () => this.moved());
      const render = batch(() => this.render());
      const look = (): void => this.look();
      addEventListener('focus', look);
      ends.push(
        () => removeEventListener('focus', look),
        app.chat.onChange((change) => this.changed(change, render)),
        () => {
          place?.disconnect();
          place = undefined;
        },
      );
      this.$watch('today', render);
      await app.attempt(this.begin(unreadNow()));
    },
    destroy(): void {
      this.leave();
      for (const end of ends) end();
    },
    /** Remembers where the reader is, for when they come back. */
    leave(): void {
      app.placesLeft.delete(peer);
      if (place === undefined || place.isAtEnd) return;
      const elements = this.elements();
      const [first] = place.inView(elements);
      if (first === undefined) return;
      const key = this.rows[elements.indexOf(first)]?.key;
      const line = timeline.sorted().find(({ id }) => id === key);
      if (line === undefined) return;
      const { id, order } = line;
      app.placesLeft.set(peer, { id, order, offset: place.offsetOf(first) });
    },
    /** Shows the newest lines, from the first unread one on if there is one. */
    async begin(unread: number): Promise<void> {
      const theirs = (): readonly MessageView[] =>
        timeline.sorted().filter(({ mine, kind }) => !mine && kind === 'text');
      do await this.read(PAGE + unread);
      while (this.hasOlder && theirs().length < unread);
      const news = unread > 0 ? theirs().slice(-unread) : [];
      unreadLines.add(news, timeline.sorted());
      unreadFrom = news[0]?.order;
      this.render();
      await this.$nextTick();
      place?.toEnd();
      const first = this.$refs['content']?.querySelector('.unread');
      if (first instanceof HTMLElement && place?.isAbove(first)) place.goTo(first, 'start');
      if (unread === 0) await this.comeBack();
    },
    /** To where the reader was before. */
    async comeBack(): Promise<void> {
      const left = app.placesLeft.get(peer);
      if (left === undefined) return;
      const element = await this.find(left);
      if (element !== undefined) place?.putAt(element, left.offset);
    },
    /** The element of a line, which is loaded if need be. */
    async find({ id, order }: Pick<MessageView, 'id' | 'order'>): Promise<Element | undefined> {
      place?.leaveEnd();
      while (!isReading && this.hasOlder && order < (timeline.from ?? '')) await this.read(PAGE);
      this.render();
      await this.$nextTick();
      return this.elements()[this.rows.findIndex(({ key }) => key === id)];
    },
    async read(last: number): Promise<void> {
      isReading = true;
      try {
        const read = await app.chat.messages(peer, { before: timeline.from, last });
        timeline.addRead(read, last);
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
      if (arrived) unreadLines.add([message], timeline.sorted());
      const isNew = timeline.put(message);
      if (arrived && !(place?.isAtEnd && isWatched())) unreadFrom ??= message.order;
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
      void this.lookLater();
    },
    moved(): void {
      if (place?.isNearStart) void app.attempt(this.readOlder());
      this.look();
    },
    async lookLater(): Promise<void> {
      if (isLooking) return;
      isLooking = true;
      await painted();
      isLooking = false;
      this.look();
    },
    /** Notes what the person has before their eyes: that, and nothing else, is read. */
    look(): void {
      if (place === undefined) return;
      const sight = { isAtEnd: place.isAtEnd, inView: this.inView(place) };
      if (isWatched()) {
        unreadLines.see(sight);
        this.markRead();
      }
      this.hidden = unreadLines.countHidden(sight);
      this.isAbove = unreadLines.first?.isLate ?? false;
    },
    /** The lines of which something can be seen; only needed while some are unread. */
    inView(scrolled: ScrollPlace): ReadonlySet<string | undefined> {
      if (unreadLines.first === undefined) return new Set();
      const elements = this.elements();
      const visible = scrolled.inView(elements);
      return new Set(visible.map((element) => this.rows[elements.indexOf(element)]?.key));
    },
    /** What shows the rows, in their order. */
    elements(): readonly Element[] {
      return [...(this.$refs['content']?.querySelectorAll('.entry') ?? [])];
    },
    markRead(): void {
      const last = unreadLines.lastRead(timeline.sorted())?.id;
      if (isMarking || last === undefined || last === marked) return;
      void app.attempt(this.mark(last));
    },
    async mark(last: string): Promise<void> {
      isMarking = true;
      try {
        await app.chat.markRead(peer, last);
        marked = last;
      } finally {
        isMarking = false;
      }
      void this.lookLater();
    },
    /** To the new lines that are out of sight. */
    toNews(): void {
      const first = unreadLines.first;
      if (first?.isLate) void app.attempt(this.goTo(first.line));
      else this.toEnd();
    },
    async goTo(line: MessageView): Promise<void> {
      unreadFrom = line.order;
      const element = await this.find(line);
      if (element !== undefined) place?.goTo(element, 'center');
    },
    toEnd(): void {
      place?.toEnd();
      void this.lookLater();
    },
  });
};
