import type { App } from '../app.ts';
import type { Screen, Sheet } from '../chat-view.ts';
import { component } from '../component.ts';
import { wordsFor } from '../words.ts';

/** The whole page: which screen is shown, and what can be done where the chat cannot run. */
export const page = (app: App) => {
  const { view } = app;
  return component({
    isUsingHere: false,

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
    get sheet(): Sheet | undefined {
      return view.sheet;
    },

    invite(): Promise<void> {
      return app.openSheet('invitation');
    },
    async useHere(): Promise<void> {
      this.isUsingHere = true;
      await app.useHere();
      this.isUsingHere = false;
    },
    reload(): void {
      location.reload();
    },
  });
};
