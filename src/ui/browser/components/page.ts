import { strings } from '../../strings/catalogue.ts';
import type { App } from '../app/app.ts';
import type { DialogName, Screen } from '../app/chat-view.ts';
import { component } from './component.ts';

/** The whole page: which screen is shown, and the actions of the screens outside the chat. */
export const page = (app: App) => {
  const { view } = app;
  return component({
    isTakingOver: false,

    get screen(): Screen {
      return view.screen;
    },
    get missing(): readonly string[] {
      return view.missing;
    },
    /** The same page at a secure address. */
    get secureAddress(): string {
      return isSecureContext ? '' : `https://${location.host}/`;
    },
    get failure(): string {
      return view.problem === undefined ? '' : strings.error[view.problem];
    },
    get isSettings(): boolean {
      return view.isSettings;
    },
    /** On a phone, an open view covers the lists. */
    get isMainOpen(): boolean {
      return view.open !== undefined || view.isSettings;
    },
    get dialog(): DialogName | undefined {
      return view.dialog;
    },

    get isUpdateReady(): boolean {
      return view.isUpdateReady;
    },
    get offersNotifications(): boolean {
      return view.offersNotifications;
    },

    openSettings(): Promise<void> {
      return app.navigation.openSettings();
    },
    openDialog(name: DialogName): Promise<void> {
      return app.openDialog(name);
    },
    async takeOver(): Promise<void> {
      this.isTakingOver = true;
      await app.takeOver();
      this.isTakingOver = false;
    },
    reload(): void {
      app.reload();
    },
  });
};
