import { TIMER_SECONDS } from '../../../protocol/record.ts';
import type { App } from '../app/app.ts';
import { dialog } from '../dialogs/dialog.ts';
import { timerText } from './timer-text.ts';

/** Asks for how long messages of the open conversation stay. */
export const timerDialog = (app: App) => {
  const { view } = app;
  const peer = view.open ?? '';
  return dialog(view, {
    seconds: app.conversation(peer)?.timer ?? 0,
    choices: TIMER_SECONDS.map((seconds) => ({ seconds, label: timerText(seconds) })),

    init(): void {
      this.show();
    },
    async save(): Promise<void> {
      this.close();
      await app.attempt(app.chat.actions(peer).setTimer(this.seconds));
    },
  });
};
