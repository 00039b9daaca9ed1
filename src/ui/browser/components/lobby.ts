import type { App } from '../app/app.ts';
import { strangersIn } from '../people/strangers.ts';
import { LIST_WORDS } from '../words.ts';
import { component } from './component.ts';

/** What the list of people says when it has nobody to show, or not everybody. */
export const lobby = (app: App) => {
  const { view } = app;
  return component({
    get isLoading(): boolean {
      return view.lobby === undefined;
    },
    /** Nobody to get to know: the moment for an invitation. */
    get isEmpty(): boolean {
      return view.lobby?.prefix === '' && !view.lobby.hasMore && strangersIn(view).length === 0;
    },
    get nobody(): string {
      const { lobby, profile } = view;
      const isFound = lobby?.people.some(({ peer }) => peer !== profile?.peer);
      return !lobby?.prefix || isFound ? '' : LIST_WORDS.nobody(lobby.prefix);
    },
    get hasMore(): boolean {
      return view.lobby?.hasMore ?? false;
    },

    more(): Promise<void> {
      return app.attempt(app.chat.moreLobby());
    },
  });
};
