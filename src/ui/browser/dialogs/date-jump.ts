import { findTime } from '../../../client/conversation/find-time.ts';
import type { App } from '../app/app.ts';
import { dialog } from './dialog.ts';

/** A date in the format of a date field: YYYY-MM-DD, in the time zone of this device. */
function dateOf(ms: number): string {
  const date = new Date(ms);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** Goes to the first message of a day in the open conversation. */
export const dateJump = (app: App) => {
  const { view } = app;
  const peer = view.open ?? '';
  return dialog(view, {
    date: '',
    today: dateOf(Date.now()),

    init(): void {
      this.show();
    },
    async go(): Promise<void> {
      // Without a time zone, a time is in this device's.
      const midnight = Date.parse(`${this.date}T00:00`);
      this.close();
      const message = await findTime((range) => app.chat.messages(peer, range), midnight);
      if (message !== undefined) app.showMessage(message);
    },
  });
};
