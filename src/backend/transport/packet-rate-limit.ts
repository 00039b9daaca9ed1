import { PACKET_BURST, PACKET_RATE } from '../../protocol/limits.ts';
import { RateLimit } from '../limits/rate-limit.ts';
import type { RelaySocket } from './relay-server.ts';
import { terminate } from './terminate.ts';

/** Terminates a connection that floods: with events, with other packets, or with Engine.IO's own. */
export function limitPacketRate(conn: RelaySocket['conn'], now: () => number): void {
  const packets = new RateLimit(PACKET_RATE, PACKET_BURST, now);
  // Before the content is decoded.
  conn.on('packet', () => {
    if (packets.take() > 0) terminate(conn);
  });
}
