import type { ChatView } from './chat-view.ts';

/**
 * Whether what the relay last said of people still holds. Without a connection it is not known; a
 * loss of less than a second counts as none.
 */
export const isCurrent = ({
  connection: { kind },
  disconnected,
}: Pick<ChatView, 'connection' | 'disconnected'>): boolean =>
  kind === 'online' || (kind === 'reconnecting' && !disconnected);
