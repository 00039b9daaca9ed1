import type { ChatView } from './chat-view.ts';

/**
 * Whether the relay's last information about people is still current. Without a connection that is
 * unknown; a loss of less than a second does not count.
 */
export const isCurrent = ({
  connection: { kind },
  disconnected,
}: Pick<ChatView, 'connection' | 'disconnected'>): boolean =>
  kind === 'online' || (kind === 'reconnecting' && !disconnected);
