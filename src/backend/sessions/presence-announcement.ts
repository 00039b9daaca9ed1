import { toBase64url } from '../../protocol/bytes.ts';
import type { Presence } from '../../protocol/events.ts';
import type { RelayServer } from '../transport/relay-server.ts';
import { watchersRoom } from '../transport/rooms.ts';

/** Sends a presence to everyone who watches that person, on all relays. */
export function announce(io: RelayServer, presence: Presence): void {
  io.to(watchersRoom(toBase64url(presence.identity))).emit('presence:changed', presence);
}
