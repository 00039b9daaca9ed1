import { toBase64url } from '../../protocol/bytes.ts';
import type { Presence } from '../../protocol/events.ts';
import type { Serial } from '../store/store.ts';
import type { RelayServer } from '../transport/relay-server.ts';
import { strangersRoom, tokenRoom, watchersRoom } from '../transport/rooms.ts';

/** The presence that people without a valid contact token see of somebody whom the lobby does not list. */
export const hidden = ({ identity, name }: Presence): Presence =>
  name === undefined
    ? { identity, online: false, since: 0 }
    : { identity, name, online: false, since: 0 };

/**
 * Sends a presence to everyone who watches that person, on all relays.
 * @param isListed whether the lobby lists the person, so that strangers may know it as well
 */
export function announce(io: RelayServer, presence: Presence, isListed: boolean): void {
  const person = toBase64url(presence.identity);
  // One message between pods: each of them reads all of these.
  const rooms = isListed ? [watchersRoom(person), strangersRoom(person)] : watchersRoom(person);
  io.to(rooms).emit('presence:changed', presence);
}

/** Tells strangers that the lobby now lists a connected person, or no longer. */
export function announceListing(io: RelayServer, presence: Presence, isListed: boolean): void {
  const shown = isListed ? presence : hidden(presence);
  io.to(strangersRoom(toBase64url(presence.identity))).emit('presence:changed', shown);
}

/** To the holder of a revoked token, the person goes offline for good. */
export function endWatch(io: RelayServer, presence: Presence, serial: Serial): void {
  const person = toBase64url(presence.identity);
  const room = tokenRoom(person, serial);
  io.to(room).emit('presence:changed', hidden(presence));
  io.in(room).socketsLeave([room, watchersRoom(person)]);
}
