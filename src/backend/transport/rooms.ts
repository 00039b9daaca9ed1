import type { PersonId } from '../store/store.ts';

/**
 * Names of Socket.IO rooms. Each begins with more than 20 characters, because the sharded Redis
 * adapter takes a room whose name has exactly 20 for the id of a socket.
 */

/** Who wants to know of a person's comings and goings. */
export const watchersRoom = (person: PersonId): string => `live-chat/watchers-of-one/${person}`;

/** Who looks at the first lobby page of a prefix. */
export const lobbyRoom = (prefix: string): string => `live-chat/lobby-of-prefix/${prefix}`;
