import { strings } from '../../strings/catalogue.ts';
import type { App } from '../app/app.ts';
import { isCurrent } from '../app/is-current.ts';
import { type Avatar, avatarOf } from '../people/avatar.ts';
import { component } from './component.ts';

/** The user's profile: name, avatar and connection. */
export const me = (app: App) => {
  const { view } = app;
  return component({
    get name(): string {
      return view.profile?.name ?? '';
    },
    get avatar(): Avatar {
      return avatarOf(view.profile?.peer ?? '', this.name);
    },
    get connection(): string {
      return strings.connection[isCurrent(view) ? 'online' : view.connection.kind];
    },
    get isOnline(): boolean {
      return isCurrent(view);
    },
  });
};
