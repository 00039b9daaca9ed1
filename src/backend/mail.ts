import { toBase64url } from '../protocol/bytes.ts';
import { decodeEnvelope } from '../protocol/envelope.ts';
import type { Handlers } from './handlers.ts';
import type { RelayParts } from './relay-parts.ts';

/** `message:send`: into the mailbox, which rings the bell. The sender is who has signed in, never a field. */
export function mailHandlers({ store }: RelayParts): Pick<Handlers, 'message:send'> {
  return {
    'message:send': async ({ person }, { to, envelope }) => {
      const receiver = toBase64url(to);
      const { id } = decodeEnvelope(envelope);
      await store.mailboxes.append(receiver, { from: person.id, id, envelope });
      return {};
    },
  };
}
