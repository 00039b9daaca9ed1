import { decodeEnvelope } from '../../protocol/envelope.ts';
import type { EnvelopeRouter } from '../routing/envelope-router.ts';
import { personIdOf } from '../sessions/person-id.ts';
import type { Handlers } from './handlers.ts';

/** `message:send`: sends an envelope. Its sender is the signed-in person, never a field of the request. */
export function messageHandlers(router: EnvelopeRouter): Pick<Handlers, 'message:send'> {
  return {
    'message:send': async (connection, { to, envelope, token }) => {
      const { id } = decodeEnvelope(envelope);
      await connection.tokens.verify(to, token);
      await router.send(connection, personIdOf(to), { from: connection.person.id, id, envelope });
      return {};
    },
  };
}
