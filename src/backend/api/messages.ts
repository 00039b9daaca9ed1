import { toBase64url } from '../../protocol/bytes.ts';
import { decodeEnvelope } from '../../protocol/envelope.ts';
import { isCurrent } from '../../protocol/token.ts';
import type { EnvelopeRouter } from '../routing/envelope-router.ts';
import { personIdOf } from '../sessions/person-id.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
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
      const claim = await connection.tokens.verify(to, token);
      const shown = claim && { scope: claim.scope, serial: toBase64url(claim.serial) };
      const sent = { from: connection.person.id, id, envelope, token: shown };
      const isContact = claim?.scope === 'contact' && isCurrent(claim, now());
      if (isContact) await router.send(connection, personIdOf(to), sent);
      else await router.sendAsStranger(personIdOf(to), sent);
      return {};
    },
  };
}
