import type { PersonId, Serial } from '../store/store.ts';

/**
 * Names of Socket.IO rooms. Each is longer than 20 characters, because the sharded Redis adapter takes
 * a room whose name has exactly 20 for the id of a socket.
 */

/** The clients that watch a person's presence with a valid contact token. */
export const watchersRoom = (person: PersonId): string => `live-chat/watchers-of-one/${person}`;

/** Those that do so with one token of a person. */
export const tokenRoom = (person: PersonId, serial: Serial): string =>
  `live-chat/watchers-by-token/${person}/${serial}`;

/** The clients that watch a person without such a token: they learn what the lobby shows. */
export const strangersRoom = (person: PersonId): string => `live-chat/watching-strangers/${person}`;

/** The clients that have the first lobby page of a prefix open. */
export const lobbyRoom = (prefix: string): string => `live-chat/lobby-of-prefix/${prefix}`;
