import { acceptBundle, checkAge } from '../../crypto/bundle.ts';
import { type VerifiedBundle, verifyBundle } from '../../crypto/verify.ts';
import { type Bytes, fromBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';

export interface PeerBundleParts {
  readonly peer: Bytes;
  readonly now: () => number;
  /** Asks the relay for the newest bundle. @throws ChatError */
  fetch(): Promise<Bytes>;
  /** The stored bundle, in base64url. */
  stored(): string | undefined;
  /** The highest number that the peer has told of. */
  told(): number;
  /** Stores a newer one. @throws ChatError `storage-…` */
  store(bytes: Bytes, name: string): Promise<void>;
}

/** The newest key bundle of a peer that was seen; an older one never replaces it. */
export class PeerBundle {
  readonly #parts: PeerBundleParts;
  #known: VerifiedBundle | undefined;

  constructor(parts: PeerBundleParts) {
    this.#parts = parts;
  }

  /** The newest one seen, if there is one. */
  async known(): Promise<VerifiedBundle | undefined> {
    const stored = this.#parts.stored();
    if (this.#known === undefined && stored !== undefined) {
      this.#known = await verifyBundle(fromBase64url(stored));
    }
    return this.#known;
  }

  /** Asks for a newer one. @throws ChatError `person-unknown`, `connection-lost`, `bundle-…` */
  async refresh(): Promise<VerifiedBundle> {
    const { peer, now, fetch, store, told } = this.#parts;
    const bytes = await fetch();
    const known = await this.known();
    const newest = known && { number: known.bundle.number, digest: known.digest };
    const verified = await acceptBundle(bytes, { identity: peer, newest, now: now() });
    if (verified.bundle.number < told()) throw new ChatError('bundle-rollback');
    if (verified.bundle.number !== known?.bundle.number) await store(bytes, verified.bundle.name);
    this.#known = verified;
    return verified;
  }

  /**
   * Makes the one to seal to the newest that the relay has; when it knows nobody, the last seen stays.
   * @throws ChatError `person-unknown`, `connection-lost`, `bundle-…`
   */
  async renew(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      const unknown = error instanceof ChatError && error.code === 'person-unknown';
      if (!unknown || (await this.known()) === undefined) throw error;
    }
  }

  /**
   * The one to seal to now, as far as is known here: none that the peer has told to be outdated.
   * @throws ChatError `person-unknown`, `bundle-…`; `unavailable` until a newer one was asked for
   */
  async forSealing(): Promise<VerifiedBundle> {
    const known = await this.known();
    if (known === undefined) throw new ChatError('person-unknown');
    if (known.bundle.number < this.#parts.told()) throw new ChatError('unavailable');
    checkAge(known.bundle, this.#parts.now());
    return known;
  }
}
