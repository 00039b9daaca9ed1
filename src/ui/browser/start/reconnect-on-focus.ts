import type { App } from '../app/app.ts';

/** Without a network the connection is dead, which would otherwise show only after a timeout. */
export function reconnectWhenOffline(app: App): void {
  if (app.view.connection.kind === 'online') app.chat.renewConnection();
}

/** Reconnects immediately when the network or the user is back. */
export function reconnectOnFocus(app: App): void {
  const isBack = document.visibilityState === 'visible';
  if (isBack && app.view.connection.kind === 'reconnecting') app.chat.reconnectNow();
}
