import type { Magics } from '@alpinejs/csp';
import type { MessageView } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import type { App } from '../app/app.ts';
import { dialog } from '../dialogs/dialog.ts';

type Times = Readonly<Record<'sent' | 'arrived' | 'delivered' | 'read' | 'edited', string>>;

/** ECMA-262, 21.4.1.1: a peer can name a later time. */
const LAST_MS = 8.64e15;

/** What is known about a message; empty texts for the rest. */
function timesOf(
  { mine, sent, arrivedAt, deliveredAt, readAt, editedAt }: MessageView,
  locale: string,
): Times {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
  const text = (at: number | undefined): string =>
    at === undefined ? '' : format.format(Math.min(at, LAST_MS));
  return {
    sent: text(sent),
    arrived: text(mine ? undefined : arrivedAt),
    delivered: text(deliveredAt),
    read: text(readAt),
    edited: text(editedAt),
  };
}

/** Shows when a message was sent, delivered, read and edited. */
export const messageDetails = (app: App) => {
  const { view } = app;
  const { message } = view;
  return dialog(view, {
    times: {} as Partial<Times>,

    async init(this: Magics & { times: Partial<Times>; show(): void }): Promise<void> {
      if (message === undefined) return;
      const { peer, order: from } = message;
      // What the screen shows of a message lacks what receipts have added since.
      const [stored = message] = await app.chat.messages(peer, { from, first: 1 });
      this.times = timesOf(stored.id === message.id ? stored : message, strings.locale);
      this.show();
    },
  });
};
