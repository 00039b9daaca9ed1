import { DELIVERY_MAX_BYTES, DELIVERY_MAX_ENVELOPES } from '../../protocol/limits.ts';
import type { RelaySocket } from '../transport/relay-server.ts';

/** The most that one delivery to a client contains. */
export const BATCH = { envelopes: DELIVERY_MAX_ENVELOPES, bytes: DELIVERY_MAX_BYTES };

/**
 * Sends a batch. @param send calls its argument once the client has acknowledged the batch
 * @returns the acknowledgement, unparsed; undefined when the connection ended before
 */
export function sendBatch(
  socket: RelaySocket,
  send: (done: (acknowledgement?: unknown) => void) => void,
): Promise<{ readonly acknowledgement: unknown } | undefined> {
  return new Promise((resolve) => {
    const onEnd = (): void => resolve(undefined);
    socket.once('disconnect', onEnd);
    send((acknowledgement) => {
      socket.off('disconnect', onEnd);
      resolve({ acknowledgement });
    });
  });
}
