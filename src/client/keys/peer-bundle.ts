import { acceptBundle, checkAge } from '../../crypto/bundle.ts';
import { type VerifiedBundle, verifyBundle } from '../../crypto/verify.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { mayAcknowledge } from '../conversation/consent.ts';
import { renameEvent } from '../conversation/timeline-entry.ts';
import type { PeerContext } from '../peer-context.ts';
import { isListed, nameOf, ONLY, Transaction } from '../storage/peer-store.ts';

/** The newest known key bundle of a peer; an older one never replaces it. */
export class PeerBundle {
  readonly #context: PeerContext;
  #known: VerifiedBundle | undefined;

  constructor(context: PeerContext) {
    this.#context = context;
  }

  /** The newest known one, if there is one. */
  async known(): Promise<VerifiedBundle | undefined> {
    const stored = this.#context.store.get('bundles', ONLY);
    if (this.#known === undefined && stored !== undefined) {
      this.#known = await verifyBundle(fromBase64url(stored.bytes));
    }
    return this.#known;
  }

  /** Requests a newer one. @throws ChatError `person-unknown`, `connection-lost`, `bundle-…` */
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
   * Updates the bundle to the newest one that the relay has. When the relay does not know the
   * person, the last known one stays.
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
   * The bundle to seal to now, as far as this device knows: never one that the peer has announced
   * to be outdated.
   * @throws ChatError `person-unknown`, `bundle-…`; `unavailable` until a newer one was requested
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

  /** Outside the queue, because it is also called from within it and depends on nothing else. */
  async #store(bytes: Bytes, name: string): Promise<void> {
    const { store, emit, now } = this.#context;
    const tx = new Transaction(store);
    const from = nameOf(store);
    tx.put('bundles', ONLY, { bytes: toBase64url(bytes), name });
    // A stranger's name is not an event: there could be any number of strangers.
    const isTold = isListed(store) && mayAcknowledge(store.state.consent);
    const isRenamed = isTold && from !== '' && from !== name;
    // Two calls that receive the same bundle at the same time add one event: the end of the
    // signature is its id.
    const id = toBase64url(bytes.subarray(-16));
    const event = renameEvent(store.state, { id, names: { from, to: name }, now });
    if (isRenamed) tx.putMessage(event.order, event.row);
    await store.commit(tx);
    emit({ kind: 'bundle', renamed: isRenamed ? event : undefined });
  }
}
