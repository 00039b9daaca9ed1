import { acceptBundle, checkAge } from '../../crypto/bundle.ts';
import { type VerifiedBundle, verifyBundle } from '../../crypto/verify.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { PeerContext } from '../client-context.ts';
import { mayAcknowledge } from '../conversation/consent.ts';
import { renameEvent } from '../conversation/timeline-entry.ts';
import { isListed, nameOf, ONLY, Transaction } from '../storage/peer-store.ts';

/** The newest key bundle of a peer that was seen; an older one never replaces it. */
export class PeerBundle {
  readonly #context: PeerContext;
  #known: VerifiedBundle | undefined;

  constructor(context: PeerContext) {
    this.#context = context;
  }

  /** The newest one seen, if there is one. */
  async known(): Promise<VerifiedBundle | undefined> {
    const stored = this.#context.store.get('bundles', ONLY);
    if (this.#known === undefined && stored !== undefined) {
      this.#known = await verifyBundle(fromBase64url(stored.bytes));
    }
    return this.#known;
  }

  /** Asks for a newer one. @throws ChatError `person-unknown`, `connection-lost`, `bundle-…` */
  async refresh(): Promise<VerifiedBundle> {
    const { client, identity, now } = this.#context;
    const bytes = await client.relay.fetchBundle(identity);
    const known = await this.known();
    const newest = known && { number: known.bundle.number, digest: known.digest };
    const verified = await acceptBundle(bytes, { identity, newest, now });
    if (verified.bundle.number < this.#announced) throw new ChatError('bundle-rollback');
    if (verified.bundle.number !== known?.bundle.number) {
      await this.#store(bytes, verified.bundle.name);
    }
    this.#known = verified;
    return verified;
  }

  /**
   * Makes the bundle to seal to the newest that the relay has. When the relay knows nobody, the last
   * one seen stays.
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
   * The bundle to seal to now, as far as this device knows: none that the peer announced to be
   * outdated.
   * @throws ChatError `person-unknown`, `bundle-…`; `unavailable` until a newer one was asked for
   */
  async forSealing(): Promise<VerifiedBundle> {
    const known = await this.known();
    if (known === undefined) throw new ChatError('person-unknown');
    if (known.bundle.number < this.#announced) throw new ChatError('unavailable');
    checkAge(known.bundle, this.#context.now);
    return known;
  }

  get #announced(): number {
    return this.#context.store.state.announcedBundle;
  }

  /** Not through the queue: it is called from within it, too, and depends on nothing else. */
  async #store(bytes: Bytes, name: string): Promise<void> {
    const { store, emit, now } = this.#context;
    const tx = new Transaction(store);
    const from = nameOf(store);
    tx.put('bundles', ONLY, { bytes: toBase64url(bytes), name });
    // What a stranger is called is no event: there could be any number of them.
    const isTold = isListed(store) && mayAcknowledge(store.state.consent);
    const isRenamed = isTold && from !== '' && from !== name;
    // Two calls that learn of one bundle at the same time add one event: the signature's end is its id.
    const id = toBase64url(bytes.subarray(-16));
    const event = renameEvent(store.state, { id, names: { from, to: name }, now });
    if (isRenamed) tx.putMessage(event.order, event.row);
    await store.commit(tx);
    emit({ kind: 'bundle', renamed: isRenamed ? event : undefined });
  }
}
