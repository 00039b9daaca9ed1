import type { Chat } from '../../../client/chat.ts';
import { type ChatChange, isMessage } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import type { App } from '../app/app.ts';
import { isWatched } from '../window/is-watched.ts';
import type { Notifier } from './notifier.ts';

/**
 * Notifies of messages that arrive while nobody looks at their conversation. The first one loads the code
 * for it; what changes meanwhile is handled when it is there.
 * @returns ends this, and removes what is shown
 */
export function followArrivals(app: App, chat: Chat): () => void {
  const isSeen = (peer: string): boolean => isWatched() && app.view.open === peer;
  const missed: ChatChange[] = [];
  let notifier: Notifier | undefined;
  const load = async (): Promise<void> => {
    const { Notifier, notificationOffer } = await import('./notifier.ts');
    app.register({ notificationOffer });
    notifier = new Notifier(app, chat, strings, { isWatched, isSeen });
    for (const change of missed) notifier.note(change);
  };
  const isNews = (change: ChatChange): boolean =>
    change.kind === 'message' &&
    change.arrived &&
    isMessage(change.message) &&
    !isSeen(change.message.peer);
  const unfollow = chat.onChange((change) => {
    if (notifier !== undefined) notifier.note(change);
    else if ((missed.length > 0 || isNews(change)) && missed.push(change) === 1) {
      // Without a connection nothing arrives. The next message tries again.
      void load().catch(() => {
        missed.length = 0;
      });
    }
  });
  return () => {
    unfollow();
    notifier?.stop();
  };
}
