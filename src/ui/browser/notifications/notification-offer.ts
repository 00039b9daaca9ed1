import type { App } from '../app/app.ts';

/**
 * The banner that offers notifications once a message has arrived in the background. Only its button makes
 * the browser ask.
 */
export const notificationOffer = (app: App) => ({
  async accept(): Promise<void> {
    const permission = await Notification.requestPermission();
    app.view.offersNotifications = false;
    // The browser's question was closed without an answer, so the next message offers them again.
    if (permission === 'default') return;
    await app.attempt(app.chat.settings.change({ notifies: permission === 'granted' }));
  },
  async decline(): Promise<void> {
    app.view.offersNotifications = false;
    await app.attempt(app.chat.settings.change({ notifies: false }));
  },
});
