import type { MessageView, PersonId } from '../../../client/views.ts';
import type { App } from '../app/app.ts';
import { component } from '../components/component.ts';
import type { Row } from '../conversation/rows.ts';
import { closestTo, entryOf } from './closest.ts';
import type { TouchGestures } from './touch-gestures.ts';

const isArticle = (node: EventTarget | null): node is HTMLElement =>
  node instanceof HTMLElement && node.matches('article');

/**
 * What a person can do with the messages of a history: a part of its component. The options of a
 * message open with its button, the context menu of a mouse or a keyboard, Enter and a long press. A
 * swipe answers it (touch-gestures.ts), and arrow keys move from message to message.
 */
export const messageOptions = (app: App, peer: PersonId) => {
  const { view } = app;
  let gestures: TouchGestures | undefined;
  let loading: Promise<{ readonly TouchGestures: typeof TouchGestures }> | undefined;
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

    /** The code for gestures is loaded with the first touch, which waits for it. */
    touched(event: TouchEvent): void {
      if (gestures !== undefined) {
        gestures.handle(event);
        return;
      }
      loading ??= import('./touch-gestures.ts');
      loading
        .then(({ TouchGestures }) => {
          gestures ??= new TouchGestures(this, (message) => app.compose('reply', message));
          gestures.handle(event);
        })
        .catch(() => {
          loading = undefined;
        });
    },
  });
};
