import { SEND_BUFFER_MAX_BYTES, SEND_BUFFER_MAX_PACKETS } from '../../protocol/limits.ts';
import { Quota } from '../limits/quota.ts';
import type { RelaySocket } from './relay-server.ts';
import { terminate } from './terminate.ts';

/** A packet that Engine.IO is about to send. */
interface Outgoing {
  readonly data?: string | ArrayBufferView | undefined;
}

const sizeOf = ({ data }: Outgoing): number =>
  typeof data === 'string' ? data.length : (data?.byteLength ?? 0);

/**
 * Terminates a connection whose client does not read what it is sent. Nothing else would notice a
 * client that answers pings without reading, and everything that waits for it is held in memory.
 */
export function limitSendBuffer(conn: RelaySocket['conn']): void {
  const bytes = new Quota(SEND_BUFFER_MAX_BYTES);
  const packets = new Quota(SEND_BUFFER_MAX_PACKETS);
  conn.on('packetCreate', (packet: Outgoing) => {
    if (!bytes.take(sizeOf(packet)) || !packets.take(1)) terminate(conn);
  });
  // Everything was handed to the operating system; later packets wait until that is written.
  conn.on('flush', () => {
    bytes.reset();
    packets.reset();
  });
}
