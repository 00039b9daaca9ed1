import type { App } from '../app/app.ts';

/** The network is back, or the person is: the next attempt to reach the relay need not wait. */
export function reconnectOnFocus(app: App): void {
  const isBack = document.visibilityState === 'visible';
  if (isBack && app.view.connection.kind === 'reconnecting') app.chat.reconnectNow();
}
