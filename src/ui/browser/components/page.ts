import type { App } from '../app/app.ts';
import type { DialogName, Screen } from '../app/chat-view.ts';
import { wordsFor } from '../words.ts';
import { component } from './component.ts';

/** The whole page: which screen is shown, and what can be done where the chat cannot run. */
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
    /** The same page at an address that browsers trust. */
    get secureAddress(): string {
      return isSecureContext ? '' : `https://${location.host}/`;
    },
    get failure(): string {
      return wordsFor(view, view.problem);
    },
    get hasOpenConversation(): boolean {
      return view.open !== undefined;
    },
    get dialog(): DialogName | undefined {
      return view.dialog;
    },

    invite(): Promise<void> {
      return app.openDialog('invitation');
    },
    async takeOver(): Promise<void> {
      this.isTakingOver = true;
      await app.takeOver();
      this.isTakingOver = false;
    },
    reload(): void {
      location.reload();
    },
  });
};
