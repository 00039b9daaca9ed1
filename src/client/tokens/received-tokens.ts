import { verifyToken } from '../../crypto/verify.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { RecordBody } from '../../protocol/record.ts';
import type { Authors } from '../messages/message-lookup.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type { Transaction } from '../storage/peer-store.ts';

/** Tokens that a peer gave to the user: the newest one goes with every envelope to that peer. */

/**
 * Remembers the token in an admitted record, if it is genuine; otherwise the record counts without it.
 */
export async function takeToken(
  tx: Transaction,
  body: RecordBody,
  { authors }: { readonly authors: Authors },
): Promise<void> {
  const token = 'token' in body ? body.token : undefined;
  const { received } = tx.state;
  if (token === undefined || token === received.token) return;
  const claim = await verifyToken(fromBase64url(token), {
    owner: authors.peer,
    holder: authors.own,
  }).catch(ignoreInvalid);
  if (claim === undefined || claim.scope !== 'contact') return;
  tx.state = { ...tx.state, received: { ...received, token } };
}

function ignoreInvalid(error: unknown): undefined {
  if (error instanceof ChatError && error.code === 'token-invalid') return undefined;
  throw error;
}

/** What to show the relay when writing to a peer: their contact token, also an expired one, or their invite. */
export function tokenFor({ received }: PeerState): Bytes | undefined {
  const { token, invite } = received;
  const shown = token === '' ? invite : token;
  return shown === '' ? undefined : fromBase64url(shown);
}

/** The state of a peer whose invite link the user has opened. */
export const withInvite = (state: PeerState, invite: Bytes): PeerState => ({
  ...state,
  received: { ...state.received, invite: toBase64url(invite) },
});
