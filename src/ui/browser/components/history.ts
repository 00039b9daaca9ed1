import {
  type ChatChange,
  isMessage,
  type MessageView,
  type PersonId,
} from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format, formatCount } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { batch } from '../app/batch.ts';
import { HistoryReader } from '../conversation/history-reader.ts';
import { type Row, toRows } from '../conversation/rows.ts';
import { ScrollPlace } from '../conversation/scroll-place.ts';
import { UnreadMessages } from '../conversation/unread-messages.ts';
import { messageOptions } from '../message/message-options.ts';
import { isWatched } from '../window/is-watched.ts';
import { painted } from '../window/painted.ts';
import { component } from './component.ts';

/** Entries that stay on the page, or so many times those that are in view. */
const KEPT = 160;
const VIEWS_KEPT = 3;

/** The part of the open conversation's timeline that is on the page, and where the reader is in it. */
export const history = (app: App, peer: PersonId) => {
  const { view } = app;
  const reader = new HistoryReader((range) => app.chat.messages(peer, range));
  const unreadMessages = new UnreadMessages();
  let place: ScrollPlace | undefined;
  /** The order of the first entry that the person has not seen, for the separator. */
  let unreadFrom: string | undefined;
  /** The greatest order of a message that was written here: such orders begin with `~`. */
  let newest = '~';
  let markedId: string | undefined;
  let isMarking = false;
  let isOpen = false;
  let isLooking = false;
  const ends: (() => void)[] = [];
  return component({
    ...messageOptions(app, peer),
    rows: [] as readonly Row[],
    hasOlder: true,
    hasNewer: false,
    isAtEnd: true,
    /** New entries of the peer that are out of sight. */
    hidden: 0,
    /** Whether they are further up than the reader is. */
    isAbove: false,

    get pill(): string {
      return this.hidden > 0 ? formatCount(strings.newMessages, this.hidden) : '';
    },
    get pillClass(): string {
      if (this.pill === '') return 'round';
      return this.isAbove ? 'above' : '';
    },
    get name(): string {
      return app.nameOf(peer);
    },
    get hasFiles(): boolean {
      return view.hasFiles;
    },
    /** Disappearing messages say how long they have left. */
    get now(): number {
      return reader.entries.some(({ expiresAt }) => expiresAt !== undefined) ? view.now : 0;
    },
    /** Which day it is: separators name days by how long ago they were. */
    get today(): string {
      return new Date(view.now).toDateString();
    },
    get label(): string {
      return format(strings.messagesWith, { name: this.name });
    },
    /** The message to show, when `App.showMessage` asks for one. */
    get target(): string | undefined {
      return view.target?.peer === peer ? view.target.order : undefined;
    },

    async init(): Promise<void> {
      const { scroller, content, spacer } = this.$refs;
      if (scroller === undefined || content === undefined || spacer === undefined) return;
      const look = (): void => this.look();
      place = new ScrollPlace(scroller, content, spacer, look);
      const refresh = batch(() => this.refresh());
      addEventListener('focus', look);
      ends.push(
        () => removeEventListener('focus', look),
        app.chat.onChange((change) => this.changed(change, refresh)),
        () => {
          place?.disconnect();
          place = undefined;
        },
      );
      this.$watch('today', refresh);
      this.$watch('now', refresh);
      this.$watch('name', refresh);
      this.$watch('target', () => void app.attempt(this.showTarget()));
      await app.attempt(this.begin(app.conversation(peer)?.unread ?? 0));
      isOpen = true;
      void this.lookLater();
    },
    destroy(): void {
      this.leave();
      for (const end of ends) end();
    },
    /** Remembers where the reader is, for when they come back. */
    leave(): void {
      app.placesLeft.delete(peer);
      if (place === undefined || place.isAtEnd) return;
      const [first] = place.inView;
      const [entry, element] = [reader.entries[first], place.elements[first]];
      if (entry === undefined || element === undefined) return;
      app.placesLeft.set(peer, { order: entry.order, offset: place.offsetOf(element) });
    },
    /** Shows what was asked for, or the first unread entry, or where the reader was before, or the end. */
    async begin(unread: number): Promise<void> {
      const left = app.placesLeft.get(peer);
      const news = await reader.findUnread(unread);
      unreadMessages.add(news, []);
      unreadFrom = news[0]?.order;
      if (this.target !== undefined) await this.showTarget();
      else if (unreadFrom !== undefined) await this.goToUnread(unreadFrom);
      else if (left !== undefined) place?.putAt(await this.find(left.order), left.offset);
      else await this.goToEnd();
    },
    async goToUnread(order: string): Promise<void> {
      await this.find(order);
      if (!this.hasNewer) place?.toEnd();
      const first = this.$refs['content']?.querySelector('.unread');
      if (first && place && place.offsetOf(first) < 0) place.goTo(first, 'start');
    },
    /** The element of an entry, which is read if need be. */
    async find(order: string): Promise<Element> {
      if (!reader.has(order)) await reader.readAround(order);
      await this.render();
      let index = reader.entries.findIndex((entry) => entry.order >= order);
      while (this.rows.at(index)?.isPart) index--;
      return place?.elements.at(index) ?? this.$root;
    },
    changed(change: ChatChange, refresh: () => void): void {
      if (change.kind === 'message' && change.message.peer === peer) {
        // A change that the peer has made to a message is read like the message itself.
        if (!change.message.mine) markedId = undefined;
        this.put(change.message, change.arrived);
        refresh();
      } else if (change.kind === 'removed' && change.peer === peer) {
        reader.remove(change.id);
        unreadMessages.remove(change.id);
        refresh();
      }
    },
    put(message: MessageView, arrived: boolean): void {
      const { order } = message;
      // An event, such as an accepted request, may land above what was written meanwhile: it is no news.
      if (arrived && isMessage(message)) unreadMessages.add([message], reader.entries);
      if (arrived && !(place?.isAtEnd && isWatched())) unreadFrom ??= order;
      reader.put(message);
      if (order <= newest) return;
      // The person has just written it.
      newest = order;
      unreadFrom = undefined;
      if (this.hasNewer) this.toEnd();
      else place?.follow();
    },
    /** Resolves when the rows are in the document and the reader is where they were. */
    async render(): Promise<void> {
      await this.update();
      place?.keep();
      void this.lookLater();
    },
    /** Resolves when the rows are in the document; the reader is where they were when it is drawn. */
    async refresh(): Promise<void> {
      await this.update();
      place?.keepInFrame();
      void this.lookLater();
    },
    async update(): Promise<void> {
      if (place === undefined) return;
      if (reader.entries.length > KEPT) {
        const [from, to] = place.inView;
        const center = place.isAtEnd ? Infinity : (from + to) >> 1;
        reader.trim(center, Math.max(KEPT, VIEWS_KEPT * (to - from)));
      }
      this.hasOlder = reader.hasOlder;
      this.hasNewer = reader.hasNewer;
      place.reachesStart = !reader.hasOlder;
      place.reachesEnd = !reader.hasNewer;
      const context = { peerName: this.name, unreadFrom, now: view.now };
      if (!view.hasFiles && reader.entries.some(({ file, quote }) => file ?? quote?.file)) {
        await app.attempt(app.loadFiles());
      }
      this.rows = toRows(reader.entries, context, this.rows, app.withAlbums);
      // Alpine renders in a microtask that was queued just now.
      await Promise.resolve();
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
      // Before the reader is where the conversation opens, nothing is before their eyes.
      if (place === undefined || !isOpen) return;
      this.isAtEnd = place.isAtEnd;
      const sight = { isAtEnd: place.isAtEnd, inView: this.inView(place) };
      if (isWatched()) {
        unreadMessages.see(sight);
        this.markRead();
      }
      this.hidden = unreadMessages.countHidden(sight);
      this.isAbove = unreadMessages.first?.isLate ?? false;
      // One step for each frame.
      if (isLooking) return;
      if (this.hasOlder && place.isNearStart) this.readMore('older');
      else if (this.hasNewer && place.isNearEnd) this.readMore('newer');
    },
    /** The ids of what can be seen; only needed while something is unread. */
    inView({ inView }: ScrollPlace): ReadonlySet<string | undefined> {
      const entries = unreadMessages.first === undefined ? [] : reader.entries.slice(...inView);
      return new Set(entries.map(({ id }) => id));
    },
    readMore(direction: 'older' | 'newer'): void {
      if (reader.isReading) return;
      void app.attempt(reader.readMore(direction).then(() => this.refresh()));
    },
    markRead(): void {
      const last = unreadMessages.lastRead(this.hasNewer ? [] : reader.entries)?.id;
      if (isMarking || last === undefined || last === markedId) return;
      void app.attempt(this.mark(last));
    },
    async mark(last: string): Promise<void> {
      isMarking = true;
      try {
        await app.chat.markRead(peer, last);
        markedId = last;
      } finally {
        isMarking = false;
      }
      void this.lookLater();
    },
    /** To the new entries that are out of sight, or to the end. */
    toNews(): void {
      const first = unreadMessages.first;
      if (first?.isLate) {
        unreadFrom = first.line.order;
        void app.attempt(this.goTo(unreadFrom));
      } else this.toEnd();
    },
    async showTarget(): Promise<void> {
      const { target } = this;
      if (target === undefined) return;
      view.target = undefined;
      const element = await this.goTo(target);
      element.classList.add('target');
      element.querySelector<HTMLElement>('[tabindex]')?.focus({ preventScroll: true });
      element.addEventListener('animationend', () => element.classList.remove('target'));
    },
    async goTo(order: string): Promise<Element> {
      const element = await this.find(order);
      place?.goTo(element, 'center');
      void this.lookLater();
      return element;
    },
    /** Without it, which may not load, a selection is copied as browsers do it. */
    async prepareCopying(): Promise<void> {
      const { copyMessages } = await import('../conversation/copy-messages.ts');
      this.$root.addEventListener('copy', (event) =>
        copyMessages(event, { mine: view.profile?.name ?? '', theirs: this.name }),
      );
    },
    toStart(): void {
      void app.attempt(this.goToStart());
    },
    async goToStart(): Promise<void> {
      if (reader.hasOlder) await reader.readStart();
      await this.render();
      place?.toStart();
    },
    toEnd(): void {
      void app.attempt(this.goToEnd());
    },
    async goToEnd(): Promise<void> {
      if (reader.hasNewer) await reader.readEnd();
      await this.render();
      place?.toEnd();
      void this.lookLater();
    },
  });
};
