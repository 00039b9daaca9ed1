import { BACKLOG_MAX_BYTES, BACKLOG_MAX_PACKETS } from '../../protocol/limits.ts';
import type { RelaySocket } from './relay-server.ts';
import { cutOff } from './terminate.ts';

/** What Engine.IO is about to send. */
interface Outgoing {
  readonly data?: string | ArrayBufferView | undefined;
}

const sizeOf = ({ data }: Outgoing): number =>
  typeof data === 'string' ? data.length : (data?.byteLength ?? 0);

/**
 * Cuts a connection off that does not read what it is sent. Nothing else would notice one that answers
 * pings without reading, and all that waits for it is held in memory.
 */
export function limitBacklog(conn: RelaySocket['conn']): void {
  let bytes = 0;
  let packets = 0;
  conn.on('packetCreate', (packet: Outgoing) => {
    bytes += sizeOf(packet);
    packets++;
    if (bytes > BACKLOG_MAX_BYTES || packets > BACKLOG_MAX_PACKETS) cutOff(conn);
  });
  // Handed to the system, all of it: what comes next waits until that is written.
  conn.on('flush', () => {
    bytes = 0;
    packets = 0;
  });
}
