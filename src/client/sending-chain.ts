import { type ChainPosition, messageKey, nextPosition } from '../crypto/chain.ts';
import { sealMessage } from '../crypto/message.ts';
import type { BegunChain } from '../crypto/offer.ts';
import type { Bytes } from '../protocol/bytes.ts';
import { CHAIN_LIFE_MS, CHAIN_MAX_ENVELOPES, CHAIN_OFFER_ENVELOPES } from '../protocol/limits.ts';
import type { SignedOffer } from '../protocol/offer.ts';

/** A record in an envelope. */
export interface SealedRecord {
  /** With the offer, so that it opens whatever the receiver has. */
  readonly envelope: Bytes;
  /** Whether the offer may be left out when this envelope is sent for the first time. */
  readonly offerOptional: boolean;
}

/**
 * The sending side of a chain. It lives in memory only: a page that reloads or a restored backup
 * begins a new one, and can never seal twice with one key.
 */
export class SendingChain {
  readonly #offer: SignedOffer;
  /** Number of the peer's bundle that opens this chain. */
  readonly bundleNumber: number;
  readonly #begunAt: number;
  #position: ChainPosition;

  constructor({ offer, start }: BegunChain, bundleNumber: number, now: number) {
    this.#offer = offer;
    this.bundleNumber = bundleNumber;
    this.#begunAt = now;
    this.#position = start;
  }

  /** Whether the next record may go into this chain, for a peer whose newest bundle is given. */
  isLive(bundleNumber: number, now: number): boolean {
    return (
      this.#position.n < CHAIN_MAX_ENVELOPES &&
      now < this.#begunAt + CHAIN_LIFE_MS &&
      bundleNumber === this.bundleNumber
    );
  }

  /** Seals a record in the next place. Calls must not overlap. @throws ChatError `too-large` */
  async seal(record: Bytes): Promise<SealedRecord> {
    const position = this.#position;
    const { chainId, n } = position;
    const key = await messageKey(position);
    this.#position = await nextPosition(position);
    position.chainKey.fill(0);
    const { envelope } = await sealMessage({ chainId, n, key }, record, this.#offer);
    key.fill(0);
    return { envelope, offerOptional: n >= CHAIN_OFFER_ENVELOPES };
  }

  /** Forgets the keys. */
  retire(): void {
    this.#position.chainKey.fill(0);
  }
}
