import type { Server, Socket } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '../protocol/events.ts';

/**
 * 'Look in your mailbox.' It goes to a person's room like any event, through whatever adapter joins
 * the pods, and is heard on the pod that holds the socket (`onAnyOutgoing`). A hint only: what is
 * delivered, and whether it was, is the mailbox's business.
 */
export const MAILBOX_BELL = 'mailbox:bell';

type RelayNotices = ServerToClientEvents & { [MAILBOX_BELL]: () => void };
type NoEvents = Record<never, never>;

export type RelayServer = Server<ClientToServerEvents, RelayNotices, NoEvents, NoEvents>;
export type RelaySocket = Socket<ClientToServerEvents, RelayNotices, NoEvents, NoEvents>;
