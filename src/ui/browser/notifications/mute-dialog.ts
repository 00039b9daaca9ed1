import type { App } from '../app/app.ts';
import { dialog } from '../dialogs/dialog.ts';

const HOUR_MS = 3_600_000;

/** Asks for how long to mute the peer of the open conversation. */
export const muteDialog = (app: App) => {
  const { view } = app;
  const peer = view.open ?? '';
  return dialog(view, {
    /** The peer's name. */
    name: app.nameOf(peer),

    init(): void {
      this.show();
    },
    /** @param hours 0 for always */
    async mute(hours: number): Promise<void> {
      this.close();
      const until = hours === 0 ? Number.MAX_SAFE_INTEGER : Date.now() + hours * HOUR_MS;
      await app.attempt(app.chat.actions(peer).setMuted(until));
    },
  });
};
