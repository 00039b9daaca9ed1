import type { App } from '../app.ts';
import { component } from '../component.ts';
import { type Face, faceOf } from '../people/face.ts';
import { chooseTheme, chosenTheme, type Theme } from '../theme.ts';
import { CONNECTION_WORDS } from '../words.ts';

/** The person's own row: name, connection and settings. */
export const me = (app: App) => {
  const { view } = app;
  return component({
    theme: chosenTheme(),

    get name(): string {
      return view.profile?.name ?? '';
    },
    get face(): Face {
      return faceOf(view.profile?.peer ?? '', this.name);
    },
    get connection(): string {
      const { kind } = view.connection;
      const isBrief = kind === 'reconnecting' && !view.disconnected;
      return CONNECTION_WORDS[isBrief ? 'online' : kind];
    },
    get isOnline(): boolean {
      return view.connection.kind === 'online';
    },

    chooseTheme(theme: Theme): void {
      this.theme = theme;
      chooseTheme(theme);
    },
    invite(): Promise<void> {
      return app.openSheet('invitation');
    },
    async signOut(): Promise<void> {
      await app.attempt(app.chat.signOut());
      app.navigation.reset();
    },
  });
};
