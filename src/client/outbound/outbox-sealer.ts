import type { TimelineEntry } from '../conversation/timeline-entry.ts';
import type { PeerBundle } from '../keys/peer-bundle.ts';
import { notePlace } from '../messages/placed-change.ts';
import type { PeerContext } from '../peer-context.ts';
import { Transaction } from '../storage/peer-store.ts';
import { isAging, nextToSeal, sealAgain, sealedEntries, sealFirst } from './outbox.ts';
import type { SealedEntry } from './outbox-entry.ts';
import type { RetransmitQueue } from './retransmit-queue.ts';
import type { Sealer } from './sealer.ts';

/** Seals what is in the outbox and passes it to the retransmit queue. */
export class OutboxSealer {
  readonly #context: PeerContext;
  readonly #sealer: Sealer;
  readonly #bundle: PeerBundle;
  readonly #retransmits: RetransmitQueue;

  constructor(
    context: PeerContext,
    sealer: Sealer,
    bundle: PeerBundle,
    retransmits: RetransmitQueue,
  ) {
    this.#context = context;
    this.#sealer = sealer;
    this.#bundle = bundle;
    this.#retransmits = retransmits;
  }

  /**
   * Seals and sends until nothing is pending, or nothing may be sent.
   * @throws ChatError `connection-lost`, `bundle-…`, `unavailable`, `storage-…`; the rest remains
   * in the outbox
   */
  async run(): Promise<void> {
    await this.#sealAging();
    this.#retransmits.dispatch();
    while (await this.#sealNext()) this.#retransmits.dispatch();
  }

  /** Seals records again, whatever is known about their envelopes. Runs within the queue. */
  async sealAgain(entries: readonly SealedEntry[]): Promise<void> {
    const { store, now } = this.#context;
    const tx = new Transaction(store);
    for (const entry of entries) await sealAgain(tx, entry, { sealer: this.#sealer, now });
    await this.#sealer.commit(tx);
    this.#retransmits.replace(entries.map(({ id }) => id));
  }

  /** Whether nothing may be sent: the peer is blocked, or somebody else has their name. */
  get isHeld(): boolean {
    const { blocked, nameTakenBy } = this.#context.store.state;
    return blocked || nameTakenBy !== undefined;
  }

  /** Seals some entries; false when there is nothing to seal. */
  async #sealNext(): Promise<boolean> {
    const { store, queue } = this.#context;
    if (this.isHeld || nextToSeal(store).length === 0) return false;
    await this.#sealer.prepare();
    return queue.run(() => this.#sealBatch());
  }

  async #sealBatch(): Promise<boolean> {
    const { store, authors } = this.#context;
    const waiting = nextToSeal(store);
    if (waiting.length === 0) return false;
    const tx = new Transaction(store);
    const parts = { sealer: this.#sealer, context: this.#context };
    const entries: TimelineEntry[] = [];
    for (const entry of waiting) {
      const shown = await sealFirst(tx, entry, parts);
      const { stream, next } = tx.state.out;
      const by = { entry: entry.id, stream, seq: next - 1 };
      if (shown !== undefined) entries.push(shown);
      else entries.push(...(await notePlace(tx, entry.body, by, authors)));
    }
    await this.#sealer.commit(tx);
    await this.#context.emitTimeline(entries);
    return true;
  }

  /** Records that have waited for a day are sealed to a newer bundle, if there is one. */
  async #sealAging(): Promise<void> {
    const { store, queue, now } = this.#context;
    const aging = (): SealedEntry[] => sealedEntries(store).filter((entry) => isAging(entry, now));
    if (aging().length === 0) return;
    await this.#bundle.renew();
    const { bundle: newest } = await this.#bundle.forSealing();
    await queue.run(() =>
      this.sealAgain(aging().filter(({ sealed }) => sealed.bundle < newest.number)),
    );
  }
}
