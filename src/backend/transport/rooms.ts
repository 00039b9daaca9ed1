import type { PersonId } from '../store/store.ts';

/**
 * Names of Socket.IO rooms. Each is longer than 20 characters, because the sharded Redis adapter takes
 * a room whose name has exactly 20 for the id of a socket.
 */

/** The clients that watch a person's presence. */
export const watchersRoom = (person: PersonId): string => `live-chat/watchers-of-one/${person}`;

/** The clients that have the first lobby page of a prefix open. */
export const lobbyRoom = (prefix: string): string => `live-chat/lobby-of-prefix/${prefix}`;
