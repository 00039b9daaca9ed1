import { decodeEnvelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { RelayMetrics } from '../metrics/relay-metrics.ts';
import { personIdOf } from '../sessions/person-id.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { Handlers } from './handlers.ts';

/** `message:send`: into the mailbox, which rings the bell. The sender is who has signed in, never a field. */
export function mailHandlers({ store, metrics }: RelayParts): Pick<Handlers, 'message:send'> {
  return {
    'message:send': async ({ person }, { to, envelope }) => {
      const receiver = personIdOf(to);
      const { id } = decodeEnvelope(envelope);
      const letter = { from: person.id, id, envelope };
      await counted(metrics, () => store.mailboxes.append(receiver, letter));
      return {};
    },
  };
}

async function counted(metrics: RelayMetrics, append: () => Promise<number>): Promise<void> {
  try {
    metrics.sent('queued', await append());
  } catch (error) {
    metrics.sent(error instanceof ChatError ? error.code : 'internal');
    throw error;
  }
}
