import type { Chat } from '../../../client/chat.ts';
import type { App } from '../app/app.ts';

/** First come the messages, ms. */
const DELAY_MS = 5_000;

/**
 * Stores the page for use without a network, once somebody has signed in and exchanged a message, or comes
 * back. The code for it is loaded then.
 */
export function keepOffline({ view }: App, chat: Chat): () => void {
  if (!view.durable || navigator.serviceWorker === undefined) return () => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const start = (): void => {
    unfollow();
    timer = setTimeout(async () => {
      try {
        await (await import('./updates.ts')).followUpdates(view);
      } catch {
        // Without a network, or if the browser stores nothing: the next visit tries again.
      }
    }, DELAY_MS);
  };
  const unfollow = chat.onChange(({ kind }) => {
    if (kind === 'message') start();
  });
  if (chat.profile !== undefined) start();
  return () => {
    unfollow();
    clearTimeout(timer);
  };
}

/** All tabs use one build. When the user has agreed to a newer one in any of them, each loads it. */
export function reloadOnUpdate(): void {
  navigator.serviceWorker?.addEventListener('controllerchange', () => location.reload());
}
