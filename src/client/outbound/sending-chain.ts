import { type ChainPosition, messageKey, nextPosition } from '../../crypto/chain.ts';
import { sealMessage } from '../../crypto/message.ts';
import type { BegunChain } from '../../crypto/offer.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import {
  CHAIN_LIFE_MS,
  CHAIN_MAX_ALL_ENVELOPES,
  CHAIN_MAX_CONTINUED,
  CHAIN_MAX_ENVELOPES,
  CHAIN_MAX_N,
  LARGE_ENVELOPE_BYTES,
} from '../../protocol/limits.ts';
import type { SignedOffer } from '../../protocol/offer.ts';

/** A sealed record, its chain, and the number of the peer's bundle that opens it. */
export interface ChainedRecord {
  /** With the offer, so that it opens whatever the receiver lost. */
  readonly envelope: Bytes;
  readonly chain: string;
  readonly bundle: number;
}

/** What is known about a chain besides its keys. */
export interface ChainFacts {
  /** Number of the peer's bundle that opens it. */
  readonly bundleNumber: number;
  /** `H` of the reply key in its offer, in base64url. */
  readonly replyKey: string;
  /** When it was started, ms. */
  readonly begunAt: number;
}

/**
 * The sending side of a chain. It lives in memory only: a page that reloads or a restored backup
 * starts a new one, and can never seal twice with one key.
 */
export class SendingChain {
  readonly facts: ChainFacts;
  readonly #offer: SignedOffer;
  #position: ChainPosition;
  /** Envelopes that are not large: what the relay sees decides, not the type of a record. */
  #small = 0;
  /** Whether the peer started a chain with the reply key, so a fresh one should be sent soon. */
  isAnswered = false;

  constructor({ offer, start }: BegunChain, facts: ChainFacts) {
    this.facts = facts;
    this.#offer = offer;
    this.#position = start;
  }

  /** In base64url. */
  get id(): string {
    return toBase64url(this.#position.chainId);
  }

  /**
   * Whether the peer accepts one more record in this chain, if the given bundle is their newest.
   */
  isUsable(bundleNumber: number): boolean {
    const hasRoom = this.#position.n < CHAIN_MAX_N && this.#small < CHAIN_MAX_CONTINUED;
    return hasRoom && bundleNumber === this.facts.bundleNumber;
  }

  /** Whether it has sealed enough envelopes. */
  get isLong(): boolean {
    const isFull = this.#position.n >= CHAIN_MAX_ALL_ENVELOPES * this.#part;
    return isFull || this.#small >= CHAIN_MAX_ENVELOPES * this.#part;
  }

  /** Whether its keys have been in use for long enough. */
  isOld(now: number): boolean {
    return now >= this.facts.begunAt + CHAIN_LIFE_MS * this.#part;
  }

  get #part(): number {
    return this.isAnswered ? 1 / 2 : 1;
  }

  /**
   * Seals a record as the next message, with the offer of the chain. Calls must not overlap.
   * @throws ChatError `too-large`
   */
  async seal(record: Bytes): Promise<Bytes> {
    const position = this.#position;
    const { chainId, n } = position;
    const key = await messageKey(position);
    this.#position = await nextPosition(position);
    position.chainKey.fill(0);
    const { envelope } = await sealMessage({ chainId, n, key }, record, this.#offer);
    key.fill(0);
    if (envelope.length < LARGE_ENVELOPE_BYTES) this.#small++;
    return envelope;
  }

  /** Forgets the keys. */
  retire(): void {
    this.#position.chainKey.fill(0);
  }
}
