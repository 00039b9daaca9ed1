import { decodeEnvelope, isWellFormed } from '../../protocol/envelope.ts';
import { LARGE_ENVELOPE_BYTES } from '../../protocol/limits.ts';
import type { EnvelopeRouter } from '../routing/envelope-router.ts';
import type { Connection } from '../sessions/connection.ts';
import { personIdOf } from '../sessions/person-id.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import { isContact } from '../sessions/verified-tokens.ts';
import type { SendPacket } from '../transport/fast-path/packet-reader.ts';
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

/** A view of more memory than this many times its own size is copied before it is kept. */
const MEMORY_PER_VIEW = 4;

/**
 * Sends an envelope at once, if it can be sent directly and nothing has to be verified.
 * @param done is called when it has an outcome, with the error if there is one
 * @returns false when `message:send` has to be handled in full; nothing was done or counted
 */
export type SendDirectly = (
  connection: Connection,
  packet: SendPacket,
  done: (error?: unknown) => void,
) => boolean;

/** The usual case of `message:send`, which is what a text costs. */
export function directSender(router: EnvelopeRouter, { now }: RelayParts): SendDirectly {
  return (connection, { to, envelope, token }, done) => {
    if (!connection.isSignedIn || token === undefined) return false;
    // Large ones have another limit.
    if (envelope.length >= LARGE_ENVELOPE_BYTES || !isWellFormed(envelope)) return false;
    const shown = connection.tokens.known(to, token);
    if (shown === undefined || !isContact(shown, now())) return false;
    const route = router.directRoute(connection, to);
    if (route === undefined || connection.sends.waitMs() > 0) return false;
    connection.sends.take();
    const keepsMuch = envelope.buffer.byteLength > envelope.length * MEMORY_PER_VIEW;
    const own = keepsMuch ? Buffer.from(envelope) : envelope;
    const sent = { to, from: connection.person.id, envelope: own, serial: shown.serial };
    router.sendDirectly(route, sent, done);
    return true;
  };
}
