import { makeOffer, type OfferSender } from '../crypto/offer.ts';
import type { Bytes } from '../protocol/bytes.ts';
import type { PeerBundle } from './peer-bundle.ts';
import { type SealedRecord, SendingChain } from './sending-chain.ts';

export interface SealerParts {
  readonly bundle: PeerBundle;
  readonly now: () => number;
  /** Who seals. */
  sender(): OfferSender;
}

/** Seals records to one peer, each in the live chain; begins a new one when there is none. */
export class Sealer {
  readonly #parts: SealerParts;
  #chain: SendingChain | undefined;

  constructor(parts: SealerParts) {
    this.#parts = parts;
  }

  /**
   * Seals the bytes of a record. Calls must not overlap.
   * @returns the sealing, and the number of the peer's bundle that opens it
   * @throws ChatError `too-large`, `person-unknown`, `connection-lost`, `bundle-…`
   */
  async seal(record: Bytes): Promise<SealedRecord & { readonly bundle: number }> {
    const chain = await this.#liveChain();
    return { ...(await chain.seal(record)), bundle: chain.bundleNumber };
  }

  /** Forgets the live chain's keys; the next record begins another. */
  retire(): void {
    this.#chain?.retire();
    this.#chain = undefined;
  }

  async #liveChain(): Promise<SendingChain> {
    const { bundle, now, sender } = this.#parts;
    const known = await bundle.known();
    const live = this.#chain;
    if (live !== undefined && known !== undefined && live.isLive(known.bundle.number, now())) {
      return live;
    }
    this.retire();
    const fit = await bundle.forSealing();
    const chain = new SendingChain(await makeOffer(sender(), fit), fit.bundle.number, now());
    this.#chain = chain;
    return chain;
  }
}
