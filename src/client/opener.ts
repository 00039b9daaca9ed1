import { openMessage } from '../crypto/message.ts';
import { openOffer, verifyOffer } from '../crypto/offer.ts';
import { type Bytes, equal, toBase64url } from '../protocol/bytes.ts';
import type { Envelope } from '../protocol/envelope.ts';
import { ChatError } from '../protocol/errors.ts';
import { CHAIN_OLD_LIFE_MS, CHAINS_PER_PEER } from '../protocol/limits.ts';
import type { SignedOffer } from '../protocol/offer.ts';
import type { Draft } from './person-rows.ts';
import { beginReceiving, type ReceivingChain, takeKey } from './receiving-chain.ts';

/** What opens chains: the private half of an own bundle, by that bundle's digest. */
export interface OwnSealingKey {
  readonly number: number;
  readonly private: CryptoKey;
}

export interface OpenerParts {
  readonly me: Bytes;
  readonly peer: Bytes;
  readonly now: () => number;
  sealingKey(bundleDigest: Bytes): Promise<OwnSealingKey | undefined>;
  /** Counts an offer before work is spent on it. @throws ChatError `too-fast` */
  countOffer(): void;
}

/** A chain that an envelope belongs to, and the number of the own bundle if it was just begun. */
interface FoundChain {
  readonly chain: ReceivingChain;
  readonly begunWith: number | undefined;
}

/** Opens the envelopes of one peer. A failure changes nothing: the draft is then thrown away. */
export class Opener {
  readonly #parts: OpenerParts;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /**
   * The bytes of the record in an envelope, or nothing when it was opened before.
   * @throws ChatError `open-failed`, `offer-invalid`, `record-malformed`, `too-fast`
   */
  async open(draft: Draft, envelope: Envelope): Promise<Bytes | undefined> {
    const found = await this.#chainOf(draft, envelope);
    if (found === undefined) return undefined;
    const taken = await takeKey(found.chain, envelope.n);
    if (taken === undefined) return undefined;
    const record = await openMessage(taken.key, envelope);
    if (found.begunWith !== undefined) this.#overtake(draft, found);
    draft.put('chains', taken.chain.chainId, taken.chain);
    return record;
  }

  /** Nothing when the chain opened once and its keys are gone. */
  async #chainOf(draft: Draft, { chainId, offer }: Envelope): Promise<FoundChain | undefined> {
    const id = toBase64url(chainId);
    const chain = draft.get('chains', id);
    if (chain !== undefined) return { chain, begunWith: undefined };
    if (draft.get('chain-ids', id) !== undefined) return undefined;
    if (offer === undefined) throw new ChatError('open-failed');
    return this.#begin(offer, chainId);
  }

  async #begin(offer: SignedOffer, expected: Bytes): Promise<FoundChain> {
    const { me, peer, sealingKey, countOffer } = this.#parts;
    countOffer();
    const chainId = await verifyOffer(offer, peer, me);
    if (!equal(chainId, expected)) throw new ChatError('offer-invalid');
    const key = await sealingKey(offer.receiverBundle);
    if (key === undefined) throw new ChatError('open-failed');
    const start = await openOffer(offer, chainId, key.private);
    return { chain: beginReceiving(start), begunWith: key.number };
  }

  /** A newer chain opened: the others live on for a day, and no more than so many of them. */
  #overtake(draft: Draft, { chain, begunWith = 0 }: FoundChain): void {
    const now = this.#parts.now();
    draft.put('chain-ids', chain.chainId, { bundle: begunWith });
    const old = [...draft.entries('chains').values()]
      .map((other) => ({ ...other, overtakenAt: other.overtakenAt ?? now }))
      .sort((a, b) => b.overtakenAt - a.overtakenAt);
    old.forEach((other, index) => {
      const over = index >= CHAINS_PER_PEER - 1 || now > other.overtakenAt + CHAIN_OLD_LIFE_MS;
      if (over) draft.delete('chains', other.chainId);
      else draft.put('chains', other.chainId, other);
    });
  }
}
