import type { App } from '../app/app.ts';

/** The network is gone: the connection is dead, although that would show only by its silence. */
export function reconnectWhenOffline(app: App): void {
  if (app.view.connection.kind === 'online') app.chat.renewConnection();
}

/** The network is back, or the person is: the next attempt to reach the relay need not wait. */
export function reconnectOnFocus(app: App): void {
  const isBack = document.visibilityState === 'visible';
  if (isBack && app.view.connection.kind === 'reconnecting') app.chat.reconnectNow();
}
