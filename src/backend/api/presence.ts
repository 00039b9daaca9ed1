import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import type { Presence } from '../../protocol/events.ts';
import type { Connection } from '../sessions/connection.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { PersonRecord } from '../store/store.ts';
import { watchersRoom } from '../transport/rooms.ts';
import type { Handlers } from './handlers.ts';

/** What other people may know about a person. Without a record, only that the person is unknown. */
export function presenceOf(identity: Bytes, record: PersonRecord | undefined): Presence {
  if (record === undefined) return { identity, online: false, since: 0 };
  const { name, online, since } = record;
  return { identity, name, online, since };
}

function unwatch(connection: Connection): void {
  for (const person of connection.watched) void connection.socket.leave(watchersRoom(person));
  connection.watched = [];
}

/** `presence:watch`. */
export function presenceHandlers({ store }: RelayParts): Pick<Handlers, 'presence:watch'> {
  return {
    'presence:watch': async (connection, { people }) => {
      for (const { identity, token } of people) await connection.tokens.verify(identity, token);
      const identities = people.map(({ identity }) => identity);
      unwatch(connection);
      connection.atSignOut(unwatch);
      connection.watched = identities.map(toBase64url);
      // Joined before the state is read, so that no change is missed in between.
      await connection.socket.join(connection.watched.map(watchersRoom));
      const presences = await Promise.all(
        identities.map(async (identity) =>
          presenceOf(identity, await store.people.find(toBase64url(identity))),
        ),
      );
      return { presences };
    },
  };
}
