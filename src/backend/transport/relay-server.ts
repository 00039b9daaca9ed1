import type { Server, Socket } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '../../protocol/events.ts';

type NoEvents = Record<never, never>;

export type RelayServer = Server<ClientToServerEvents, ServerToClientEvents, NoEvents, NoEvents>;
export type RelaySocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, NoEvents>;
