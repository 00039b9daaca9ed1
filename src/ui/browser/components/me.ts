import type { App } from '../app/app.ts';
import { isCurrent } from '../app/is-current.ts';
import { type Avatar, avatarOf } from '../people/avatar.ts';
import type { Theme } from '../window/theme.ts';
import { CONNECTION_WORDS } from '../words.ts';
import { component } from './component.ts';

/** index.html has loaded it before anything else; as a lazy import it needs no chunk of its own. */
const loadTheme = () => import('../window/theme.ts');

/** The person's own row: name, connection and settings. */
export const me = (app: App) => {
  const { view } = app;
  return component({
    theme: 'system' as Theme,

    get name(): string {
      return view.profile?.name ?? '';
    },
    get avatar(): Avatar {
      return avatarOf(view.profile?.peer ?? '', this.name);
    },
    get connection(): string {
      return CONNECTION_WORDS[isCurrent(view) ? 'online' : view.connection.kind];
    },
    get isOnline(): boolean {
      return isCurrent(view);
    },

    async init(): Promise<void> {
      this.theme = (await loadTheme()).chosenTheme();
    },
    async chooseTheme(theme: Theme): Promise<void> {
      this.theme = theme;
      (await loadTheme()).chooseTheme(theme);
    },
    async signOut(): Promise<void> {
      await app.attempt(app.chat.signOut());
      app.navigation.reset();
    },
  });
};
