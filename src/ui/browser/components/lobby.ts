import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { strangersIn } from '../people/strangers.ts';
import { component } from './component.ts';

/** The list of people: loading, unknown without a connection, empty, without a match, or with more to show. */
export const lobby = (app: App) => {
  const { view } = app;
  return component({
    get isLoading(): boolean {
      return view.lobby === undefined && !view.disconnected;
    },
    get isNotConnected(): boolean {
      return view.lobby === undefined && view.disconnected;
    },
    /** Nobody else is online, so the list shows the invitation. */
    get isEmpty(): boolean {
      return view.lobby?.prefix === '' && !view.lobby.hasMore && strangersIn(view).length === 0;
    },
    get noMatch(): string {
      const { lobby, profile } = view;
      const isFound = lobby?.people.some(({ peer }) => peer !== profile?.peer);
      return !lobby?.prefix || isFound
        ? ''
        : format(strings.list.noMatch, { prefix: lobby.prefix });
    },
    get hasMore(): boolean {
      return view.lobby?.hasMore ?? false;
    },

    more(): Promise<void> {
      return app.attempt(app.chat.lobby.more());
    },
  });
};
