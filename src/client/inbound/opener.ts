import { openMessage } from '../../crypto/message.ts';
import { type OpeningKeys, openOffer, verifyOffer } from '../../crypto/offer.ts';
import { type Bytes, equal, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import type { Envelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import { CHAIN_IDS_REMEMBERED, CHAIN_OLD_LIFE_MS, CHAINS_PER_PEER } from '../../protocol/limits.ts';
import type { SignedOffer } from '../../protocol/offer.ts';
import type { TroubleBody } from '../../protocol/record.ts';
import { ONLY, type Transaction } from '../storage/peer-store.ts';
import { beginReceiving, type ReceivingChain, takeKey } from './receiving-chain.ts';

/** Private halves of an own bundle. */
export interface OwnSealingKey {
  readonly number: number;
  readonly rsa: CryptoKey;
  readonly kemSeed: Bytes;
  /** `H` of the ML-KEM key, in base64url. */
  readonly kemDigest: string;
}

export interface OpenerParts {
  readonly me: Bytes;
  readonly peer: Bytes;
  readonly now: () => number;
  /** The own bundle of a digest, while its keys are kept. */
  sealingKey(bundleDigest: Bytes): Promise<OwnSealingKey | undefined>;
  /** Counts an offer before work is spent on it. @throws ChatError `rate-limited` */
  countOffer(): void;
}

/** What came of an envelope. */
export type Opened =
  | { readonly kind: 'record'; readonly bytes: Bytes; readonly usedReplyKey?: string | undefined }
  /** It was opened before. */
  | { readonly kind: 'duplicate' }
  /** It may be sound, but what opens it is not here. */
  | { readonly kind: 'trouble'; readonly chain: string; readonly reason: TroubleBody['reason'] };

/** A chain that an envelope just began. */
interface BegunWith {
  readonly bundle: number;
  readonly offer: SignedOffer;
  /** The own reply key that opened it; it opens nothing else. */
  readonly replyKey: string | undefined;
}

interface FoundChain {
  readonly chain: ReceivingChain;
  readonly begunWith?: BegunWith;
}

/** Opens the envelopes of one peer. A failure changes nothing: the transaction is then thrown away. */
export class Opener {
  readonly #parts: OpenerParts;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** @throws ChatError `open-failed`, `offer-invalid`, `record-malformed`, `rate-limited` */
  async open(tx: Transaction, envelope: Envelope): Promise<Opened> {
    const chain = toBase64url(envelope.chainId);
    const known = tx.get('chains', chain);
    if (known !== undefined) return this.#openIn(tx, envelope, { chain: known });
    if (tx.get('chain-ids', chain) !== undefined)
      return { kind: 'trouble', chain, reason: 'no-key' };
    if (envelope.offer === undefined) return { kind: 'trouble', chain, reason: 'no-offer' };
    const found = await this.#begin(tx, envelope.offer, envelope.chainId);
    if (found === undefined) return { kind: 'trouble', chain, reason: 'no-key' };
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

  /** Nothing when the keys that the offer names are gone. */
  async #begin(
    tx: Transaction,
    offer: SignedOffer,
    expected: Bytes,
  ): Promise<FoundChain | undefined> {
    const { me, peer, countOffer } = this.#parts;
    countOffer();
    const chainId = await verifyOffer(offer, peer, me);
    if (!equal(chainId, expected)) throw new ChatError('offer-invalid');
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
    const own = await this.#parts.sealingKey(receiverBundle);
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
   * A newer chain opened: its reply key is the one to answer with, the own one that opened it is
   * gone, and the older chains live on for a day, no more than so many of them.
   */
  #overtake(
    tx: Transaction,
    { chainId }: ReceivingChain,
    { bundle, offer, replyKey }: BegunWith,
  ): void {
    const now = this.#parts.now();
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
