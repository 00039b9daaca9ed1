import { openMessage } from '../../crypto/message.ts';
import { type OpeningKeys, openOffer, verifyOffer } from '../../crypto/offer.ts';
import { type Bytes, equal, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import type { Envelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import { CHAIN_IDS_REMEMBERED, CHAIN_OLD_LIFE_MS, CHAINS_PER_PEER } from '../../protocol/limits.ts';
import type { SignedOffer } from '../../protocol/offer.ts';
import type { DecryptionFailureBody } from '../../protocol/record.ts';
import type { PeerContext } from '../peer-context.ts';
import { ONLY, type Transaction } from '../storage/peer-store.ts';
import { isStranger } from './admission.ts';
import { beginReceiving, type ReceivingChain, takeKey } from './receiving-chain.ts';

/** The result of opening an envelope. */
export type Opened =
  | { readonly kind: 'record'; readonly bytes: Bytes; readonly usedReplyKey?: string | undefined }
  /** It was opened earlier. */
  | { readonly kind: 'duplicate' }
  /** It may be valid, but the keys that open it are not here. */
  | {
      readonly kind: 'decryption-failure';
      readonly chain: string;
      readonly reason: DecryptionFailureBody['reason'];
    };

/** A chain that an envelope has just started. */
interface BegunWith {
  readonly bundle: number;
  readonly offer: SignedOffer;
  /** The user's reply key that opened it; it opens nothing else. */
  readonly replyKey: string | undefined;
}

interface FoundChain {
  readonly chain: ReceivingChain;
  readonly begunWith?: BegunWith;
}

/** Opens the envelopes of one peer. After a failure the caller discards the transaction. */
export class Opener {
  readonly #context: PeerContext;

  constructor(context: PeerContext) {
    this.#context = context;
  }

  /** @throws ChatError `open-failed`, `offer-invalid`, `record-malformed`, `rate-limited` */
  async open(tx: Transaction, envelope: Envelope): Promise<Opened> {
    const chain = toBase64url(envelope.chainId);
    const known = tx.get('chains', chain);
    if (known !== undefined) return this.#openIn(tx, envelope, { chain: known });
    if (tx.get('chain-ids', chain) !== undefined)
      return { kind: 'decryption-failure', chain, reason: 'no-key' };
    if (envelope.offer === undefined)
      return { kind: 'decryption-failure', chain, reason: 'no-offer' };
    const found = await this.#begin(tx, envelope.offer, envelope.chainId);
    if (found === undefined) return { kind: 'decryption-failure', chain, reason: 'no-key' };
    return this.#openIn(tx, envelope, found);
  }

  async #openIn(tx: Transaction, envelope: Envelope, found: FoundChain): Promise<Opened> {
    const taken = await takeKey(found.chain, envelope.n);
    if (taken === undefined) return { kind: 'duplicate' };
    const bytes = await openMessage(taken.key, envelope);
    const { begunWith } = found;
    if (begunWith !== undefined) this.#overtake(tx, found.chain, begunWith);
    tx.put('chains', taken.chain.chainId, taken.chain);
    return { kind: 'record', bytes, usedReplyKey: begunWith?.replyKey };
  }

  /** Undefined when the keys that the offer names are gone. */
  async #begin(
    tx: Transaction,
    offer: SignedOffer,
    expected: Bytes,
  ): Promise<FoundChain | undefined> {
    const { client, identity, peer, now } = this.#context;
    const chainId = await verifyOffer(offer, identity, client.profile.identity.public);
    if (!equal(chainId, expected)) throw new ChatError('offer-invalid');
    // What anybody could make up must not use up what people are allowed.
    client.offerLimits.count(peer, isStranger(tx.state.consent), now);
    const keys = await this.#keysOf(tx, offer);
    if (keys === undefined) return undefined;
    if (this.#remembered(tx, keys.bundle) >= CHAIN_IDS_REMEMBERED)
      throw new ChatError('rate-limited');
    const start = await openOffer(offer, chainId, keys);
    const { bundle, replyKey } = keys;
    return { chain: beginReceiving(start), begunWith: { bundle, offer, replyKey } };
  }

  async #keysOf(
    tx: Transaction,
    { receiverBundle, kemKeyDigest }: SignedOffer,
  ): Promise<(OpeningKeys & Omit<BegunWith, 'offer'>) | undefined> {
    const own = await this.#context.client.profile.sealingKey(receiverBundle);
    if (own === undefined) return undefined;
    const { number: bundle, rsa, kemSeed } = own;
    const digest = toBase64url(kemKeyDigest);
    if (digest === own.kemDigest) return { rsa, kemSeed, bundle, replyKey: undefined };
    const reply = tx.get('reply-keys', digest);
    if (reply === undefined) return undefined;
    return { rsa, kemSeed: fromBase64url(reply.seed), bundle, replyKey: digest };
  }

  #remembered(tx: Transaction, bundle: number): number {
    return [...tx.entries('chain-ids').values()].filter((id) => id.bundle === bundle).length;
  }

  /**
   * A newer chain opened. Answers use its reply key from now on, the user's reply key that opened it is
   * deleted, and a limited number of older chains is kept for a day.
   */
  #overtake(
    tx: Transaction,
    { chainId }: ReceivingChain,
    { bundle, offer, replyKey }: BegunWith,
  ): void {
    const { now } = this.#context;
    tx.put('chain-ids', chainId, { bundle });
    tx.put('peer-reply-key', ONLY, { key: toBase64url(offer.replyKey) });
    if (replyKey !== undefined) tx.delete('reply-keys', replyKey);
    const old = [...tx.entries('chains').values()]
      .map((other) => ({ ...other, overtakenAt: other.overtakenAt ?? now }))
      .sort((a, b) => b.overtakenAt - a.overtakenAt);
    old.forEach((other, index) => {
      const over = index >= CHAINS_PER_PEER - 1 || now > other.overtakenAt + CHAIN_OLD_LIFE_MS;
      if (over) tx.delete('chains', other.chainId);
      else tx.put('chains', other.chainId, other);
    });
  }
}
