import type { App } from '../app/app.ts';
import type { Detail } from './notification-text.ts';

const permission = (): NotificationPermission | 'unsupported' =>
  typeof Notification === 'undefined' ? 'unsupported' : Notification.permission;

/** The notifications in Settings. */
export const notificationSettings = (app: App) => {
  const { notifies, notificationDetail, notificationSound } = app.chat.settings.values;
  return {
    notifies: notifies === true && permission() !== 'denied',
    detail: notificationDetail as Detail,
    sound: notificationSound,
    isDenied: permission() === 'denied',
    isUnsupported: permission() === 'unsupported',

    /** The browser asks, if it has not yet. */
    async saveNotifies(): Promise<void> {
      app.view.offersNotifications = false;
      if (this.notifies && permission() === 'default') await Notification.requestPermission();
      this.isDenied = permission() === 'denied';
      const isPossible = permission() === 'granted' || this.isUnsupported;
      this.notifies = this.notifies && isPossible;
      await app.attempt(app.chat.settings.change({ notifies: this.notifies }));
    },
    async save(): Promise<void> {
      const { detail, sound } = this;
      await app.attempt(
        app.chat.settings.change({ notificationDetail: detail, notificationSound: sound }),
      );
    },
  };
};
