import { fromBase64url, fromUtf8, toBase64url, utf8 } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { foldName } from '../../protocol/name.ts';
import type { LobbyEntry } from './store.ts';

/**
 * Keys under which every store sorts the lobby. Sorted as strings, they give the order in which it
 * is shown. Each is unique and contains the person, so that any key can also be a cursor.
 */

/** Newest first: the difference to the largest integer, in digits of a fixed width. */
export const newestKey = ({ since, person }: LobbyEntry): string =>
  `${String(Number.MAX_SAFE_INTEGER - since).padStart(16, '0')}.${person}`;

/** U+0000 is in no name, so a name sorts before all longer ones. */
export const nameKey = ({ name, person }: LobbyEntry): string => `${foldName(name)}\u0000${person}`;

/** A key as clients see it. */
export const cursorOf = (key: string): string => toBase64url(utf8(key));

/** @throws ChatError `malformed` when it is no cursor */
export function keyOf(cursor: string): string {
  try {
    return fromUtf8(fromBase64url(cursor));
  } catch (cause) {
    throw new ChatError('malformed', { field: 'after' }, { cause });
  }
}
