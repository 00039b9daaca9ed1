import type { Bytes } from '../../protocol/bytes.ts';
import { decodeEnvelope, encodeEnvelope } from '../../protocol/envelope.ts';
import { CHAIN_OFFER_ENVELOPES } from '../../protocol/limits.ts';
import type { PeerContext } from '../client-context.ts';

/**
 * Sends an envelope to the peer. Every envelope leaves here, and only here is decided whether it
 * carries the offer of its chain: by its place in the chain and by whether it was sent before, never
 * by what it seals. Otherwise the relay could tell record types apart by size.
 * @param envelope with its offer
 * @param isRepeated the relay has stored these bytes before, or the peer asked for the offer: the relay
 *   recognizes the envelope by its id anyway
 * @throws ChatError what the relay answers, or `connection-lost`
 */
export function sendEnvelope(
  { client, identity }: PeerContext,
  envelope: Bytes,
  { isRepeated }: { readonly isRepeated: boolean },
): Promise<void> {
  const decoded = decodeEnvelope(envelope);
  const carriesOffer = isRepeated || decoded.n < CHAIN_OFFER_ENVELOPES;
  const bytes = carriesOffer ? envelope : encodeEnvelope({ ...decoded, offer: undefined });
  return client.relay.send(identity, bytes);
}
