import type { App } from '../app/app.ts';
import { dialog } from './dialog.ts';

/** Asks for confirmation before something that cannot be undone. */
export const confirmation = (app: App) => {
  const { view } = app;
  const peer = view.open ?? '';
  const kind = view.dialog;
  const run = async (): Promise<void> => {
    if (kind === 'leave') await app.chat.leave(peer);
    if (kind === 'block') await app.chat.setBlocked(peer, true);
    if (kind !== 'sign-out') return;
    await app.chat.signOut();
    app.navigation.reset();
  };
  return dialog(view, {
    isLeave: kind === 'leave',
    isBlock: kind === 'block',
    isSignOut: kind === 'sign-out',

    /** The person that the question is about. */
    get name(): string {
      const { profile } = view;
      return (kind === 'sign-out' ? profile?.name : app.conversation(peer)?.name) ?? '';
    },

    init(): void {
      this.show();
    },
    async confirm(): Promise<void> {
      this.close();
      await app.attempt(run());
    },
  });
};
