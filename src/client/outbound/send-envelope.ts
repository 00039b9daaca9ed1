import { type Bytes, release } from '../../protocol/bytes.ts';
import { decodeEnvelope, encodeEnvelope } from '../../protocol/envelope.ts';
import { CHAIN_OFFER_ENVELOPES } from '../../protocol/limits.ts';
import type { PeerContext } from '../peer-context.ts';
import { tokenFor } from '../tokens/received-tokens.ts';

/**
 * Sends an envelope to the peer. Every envelope is sent here, and only this function decides
 * whether it carries the offer of its chain. That depends on its position in the chain and on
 * whether it was sent before, never on its content. Otherwise the relay could distinguish record
 * types by size.
 * @param envelope with its offer
 * @param isRepeated the relay has stored these bytes before, or the peer requested the offer: the
 * relay recognizes the envelope by its id anyway
 * @throws ChatError the relay's error, or `connection-lost`
 */
export async function sendEnvelope(
  { client, identity, store }: PeerContext,
  envelope: Bytes,
  { isRepeated }: { readonly isRepeated: boolean },
): Promise<void> {
  const decoded = decodeEnvelope(envelope);
  const carriesOffer = isRepeated || decoded.n < CHAIN_OFFER_ENVELOPES;
  const bytes = carriesOffer ? envelope : encodeEnvelope({ ...decoded, offer: undefined });
  release(decoded.ciphertext);
  await client.relay.send(identity, bytes, tokenFor(store.state));
  if (!carriesOffer) release(bytes);
}
