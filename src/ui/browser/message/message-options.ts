import type { MessageView, PersonId } from '../../../client/views.ts';
import type { App } from '../app/app.ts';
import { component } from '../components/component.ts';
import type { Row } from '../conversation/rows.ts';

/** How long a finger rests on a message before its options open, ms. */
const LONG_PRESS_MS = 500;
/** How far a finger moves to answer a message, CSS pixels, and how far it may stray from a line. */
const SWIPE = 64;
const STRAY = 24;

interface Touch {
  readonly x: number;
  readonly y: number;
  readonly entry: HTMLElement;
  readonly timer: ReturnType<typeof setTimeout>;
  /** It has opened the options. */
  isLong: boolean;
}

const closestTo = ({ target }: Event, selector: string): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(selector) : null;

const entryOf = (event: Event): HTMLElement | null => closestTo(event, '.entry');

const isArticle = (node: EventTarget | null): node is HTMLElement =>
  node instanceof HTMLElement && node.matches('article');

/**
 * What a person can do with the messages of a history: a part of its component. The options of a
 * message open with its button, the context menu of a mouse or a keyboard, Enter and a long press. A
 * swipe answers it, and arrow keys move from message to message.
 */
export const messageOptions = (app: App, peer: PersonId) => {
  const { view } = app;
  let touch: Touch | undefined;
  const end = (): void => {
    if (touch === undefined) return;
    clearTimeout(touch.timer);
    touch.entry.style.translate = '';
    touch = undefined;
  };
  return component({
    /** The rows of the history that this is a part of. */
    rows: [] as readonly Row[],

    openOptions(message: MessageView): void {
      if (message.ref === undefined) return;
      view.message = message;
      void app.openDialog('message');
    },
    /** The message of the entry, or of the picture in an album, that an event is about. */
    messageAt(event: Event): MessageView | undefined {
      const entry = entryOf(event);
      const entries = [...this.$root.querySelectorAll('.entry')];
      if (entry === null) return undefined;
      const { index = 0 } = closestTo(event, '.tile')?.dataset ?? {};
      return this.rows[entries.indexOf(entry) + Number(index)]?.message;
    },
    contextMenu(event: Event): void {
      const message = this.messageAt(event);
      const isText = getSelection()?.toString() !== '';
      if (message?.ref === undefined || isText || entryOf(event)?.querySelector('a:hover')) return;
      event.preventDefault();
      this.openOptions(message);
    },
    react(message: MessageView, emoji: string, isMine: boolean): void {
      if (message.ref === undefined) return;
      void app.attempt(app.chat.actions(peer).react(message.ref, isMine ? '' : emoji));
    },
    /** Shows the message that another one answers. */
    showQuoted({ quote }: MessageView): void {
      if (quote?.target !== undefined) app.showMessage({ peer, order: quote.target.order });
    },
    /** From message to message; the scrolling area itself is before the last one. */
    move(event: KeyboardEvent): void {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined) return;
      const articles = [...this.$root.querySelectorAll('article')];
      const at = isArticle(event.target) ? articles.indexOf(event.target) : articles.length;
      const next = articles[at + step];
      if (next === undefined || (step > 0 && at === articles.length)) return;
      event.preventDefault();
      next.focus();
    },
    enter(event: Event): void {
      const message = isArticle(event.target) ? this.messageAt(event) : undefined;
      if (message !== undefined) this.openOptions(message);
    },

    touchStop(): void {
      end();
    },
    touchStart(event: TouchEvent): void {
      end();
      const [finger] = event.touches;
      const entry = entryOf(event);
      if (finger === undefined || entry === null || event.touches.length > 1) return;
      const message = this.messageAt(event);
      const timer = setTimeout(() => {
        if (touch === undefined || message === undefined) return;
        touch.isLong = true;
        this.openOptions(message);
      }, LONG_PRESS_MS);
      touch = { x: finger.clientX, y: finger.clientY, entry, timer, isLong: false };
    },
    touchMove(event: TouchEvent): void {
      const [finger] = event.touches;
      if (touch === undefined || touch.isLong || finger === undefined) return;
      const [x, y] = [finger.clientX - touch.x, finger.clientY - touch.y];
      if (Math.abs(x) > 10 || Math.abs(y) > 10) clearTimeout(touch.timer);
      if (Math.abs(y) > STRAY) end();
      else touch.entry.style.translate = `${Math.max(-SWIPE, Math.min(SWIPE, inward(x)))}px`;
    },
    touchEnd(event: TouchEvent): void {
      // Otherwise the finger also clicks what it has opened, and closes it.
      if (touch?.isLong) event.preventDefault();
      const [finger] = event.changedTouches;
      const isSwipe =
        touch?.isLong === false && Math.abs(inward((finger?.clientX ?? 0) - touch.x)) >= SWIPE;
      const message = this.messageAt(event);
      end();
      if (isSwipe && message !== undefined) app.compose('reply', message);
    },
  });
};

/** How far a finger has moved towards the end of a line; the other way counts as none. */
function inward(x: number): number {
  const isRightToLeft = document.dir === 'rtl';
  return isRightToLeft ? Math.min(0, x) : Math.max(0, x);
}
