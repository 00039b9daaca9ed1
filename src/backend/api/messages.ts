import { decodeEnvelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { RelayMetrics } from '../metrics/relay-metrics.ts';
import { personIdOf } from '../sessions/person-id.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { Enqueued } from '../store/store.ts';
import type { Handlers } from './handlers.ts';

/** `message:send`: queues an envelope. Its sender is the signed-in person, never a field of the request. */
export function messageHandlers({ store, metrics }: RelayParts): Pick<Handlers, 'message:send'> {
  return {
    'message:send': async ({ person }, { to, envelope }) => {
      const receiver = personIdOf(to);
      const { id } = decodeEnvelope(envelope);
      const sent = { from: person.id, id, envelope };
      await counted(metrics, () => store.mailboxes.enqueue(receiver, sent));
      return {};
    },
  };
}

async function counted(metrics: RelayMetrics, enqueue: () => Promise<Enqueued>): Promise<void> {
  try {
    metrics.sent('queued', (await enqueue()).waiting);
  } catch (error) {
    metrics.sent(error instanceof ChatError ? error.code : 'internal');
    throw error;
  }
}
