import type { Lane } from '../../protocol/events.ts';
import { DELIVERY_MAX_BYTES, DELIVERY_MAX_ENVELOPES } from '../../protocol/limits.ts';
import type { QueuedEnvelope } from '../store/store.ts';
import type { RelaySocket } from '../transport/relay-server.ts';
import { identityOf } from './person-id.ts';

/** The most that one delivery to a client contains. */
export const BATCH = { envelopes: DELIVERY_MAX_ENVELOPES, bytes: DELIVERY_MAX_BYTES };

/** The part of an envelope that a client is sent. */
type Item = Pick<QueuedEnvelope, 'from' | 'envelope'>;

/** Sends a batch to a client. @param done gets what the client acknowledged it with, unparsed */
export function emitBatch(
  socket: RelaySocket,
  lane: Lane,
  batch: readonly Item[],
  done: (acknowledgement: unknown) => void,
): void {
  const items = batch.map(({ from, envelope }) => ({ from: identityOf(from), envelope }));
  socket.emit('mailbox:deliver', { lane, items }, done);
}

/** Sends a batch. @returns the acknowledgement; undefined when the connection ended before */
export function sendBatch(
  socket: RelaySocket,
  lane: Lane,
  batch: readonly Item[],
): Promise<{ readonly acknowledgement: unknown } | undefined> {
  return new Promise((resolve) => {
    const onEnd = (): void => resolve(undefined);
    socket.once('disconnect', onEnd);
    emitBatch(socket, lane, batch, (acknowledgement) => {
      socket.off('disconnect', onEnd);
      resolve({ acknowledgement });
    });
  });
}
