import { decodeEnvelope } from '../../protocol/envelope.ts';
import type { EnvelopeRouter } from '../routing/envelope-router.ts';
import { personIdOf } from '../sessions/person-id.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import { isContact } from '../sessions/verified-tokens.ts';
import type { Handlers } from './handlers.ts';

/**
 * `message:send`: sends an envelope. Its sender is the signed-in person, never a field of the request.
 * The token decides the lane, and so whether the envelope may bypass the mailbox, before anything is
 * counted.
 */
export function messageHandlers(
  router: EnvelopeRouter,
  { now }: RelayParts,
): Pick<Handlers, 'message:send'> {
  return {
    'message:send': async (connection, { to, envelope, token }) => {
      const { id } = decodeEnvelope(envelope);
      const shown = await connection.tokens.verify(to, token);
      const sent = { from: connection.person.id, id, envelope, token: shown };
      if (isContact(shown, now())) await router.send(connection, personIdOf(to), sent);
      else await router.sendAsStranger(connection, personIdOf(to), sent);
      return {};
    },
  };
}
