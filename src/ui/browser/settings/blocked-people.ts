import type { PersonId } from '../../../client/views.ts';
import type { App } from '../app/app.ts';

/** The people in Settings whom the user has blocked. */
export const blockedPeople = (app: App) => ({
  get people(): readonly { readonly peer: PersonId; readonly name: string }[] {
    const blocked = app.view.conversations.filter((each) => each.blocked);
    return blocked.map(({ peer }) => ({ peer, name: app.nameOf(peer) }));
  },
  unblock(peer: PersonId): Promise<void> {
    return app.attempt(app.chat.setBlocked(peer, false));
  },
});
