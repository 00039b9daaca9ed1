import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import type { Presence } from '../../protocol/events.ts';
import type { Connection } from '../sessions/connection.ts';
import { hidden } from '../sessions/presence-announcement.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import { isContact } from '../sessions/verified-tokens.ts';
import { isRevoked } from '../store/policy.ts';
import type { PersonRecord, ShownToken } from '../store/store.ts';
import { strangersRoom, tokenRoom, watchersRoom } from '../transport/rooms.ts';
import type { Handlers } from './handlers.ts';

/**
 * What a client may know about a person. Without a record, only that the person is unknown.
 * @param token a contact token that has not expired, if the client has shown one
 */
export function presenceOf(
  identity: Bytes,
  record: PersonRecord | undefined,
  token: ShownToken | undefined,
  now: number,
): Presence {
  if (record === undefined) return { identity, online: false, since: 0 };
  const { name, online, since, policy } = record;
  const mayKnow = token === undefined ? policy.listed : !isRevoked(policy, token.serial, now);
  const presence = { identity, name, online, since };
  return mayKnow ? presence : hidden(presence);
}

/** The rooms in which a client watches a person. */
function roomsOf(identity: Bytes, token: ShownToken | undefined): readonly string[] {
  const person = toBase64url(identity);
  if (token === undefined) return [strangersRoom(person)];
  return [watchersRoom(person), tokenRoom(person, token.serial)];
}

function unwatch(connection: Connection): void {
  for (const room of connection.watched) void connection.socket.leave(room);
  connection.watched = [];
}

/** `presence:watch`. */
export function presenceHandlers({ store, now }: RelayParts): Pick<Handlers, 'presence:watch'> {
  /** A contact token that is valid unless it was revoked. */
  const tokenOf = async (
    connection: Connection,
    identity: Bytes,
    bytes: Bytes | undefined,
  ): Promise<ShownToken | undefined> => {
    const token = await connection.tokens.verify(identity, bytes);
    return isContact(token, now()) ? token : undefined;
  };
  return {
    'presence:watch': async (connection, { people }) => {
      const watched: { readonly identity: Bytes; readonly token: ShownToken | undefined }[] = [];
      for (const { identity, token } of people) {
        watched.push({ identity, token: await tokenOf(connection, identity, token) });
      }
      unwatch(connection);
      connection.atSignOut(unwatch);
      connection.watched = watched.flatMap(({ identity, token }) => roomsOf(identity, token));
      // Joined before the state is read, so that no change is missed in between.
      await connection.socket.join([...connection.watched]);
      const presences = await Promise.all(
        watched.map(async ({ identity, token }) => {
          const record = await store.people.find(toBase64url(identity));
          if (record !== undefined && isRevoked(record.policy, token?.serial, now())) {
            for (const room of roomsOf(identity, token)) void connection.socket.leave(room);
          }
          return presenceOf(identity, record, token, now());
        }),
      );
      return { presences };
    },
  };
}
