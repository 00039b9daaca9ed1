import { findMessage } from '../messages/message-lookup.ts';
import { Transaction } from '../storage/peer-store.ts';
import { placeKey } from '../storage/peer-tables.ts';
import type { MessageRef } from '../views.ts';
import type { FileHost } from './file-host.ts';
import type { Transfer } from './transfer.ts';

/** How often a screen learns of progress, ms. */
const PROGRESS_MS = 250;
/** A transfer without progress for so long waits for the other side, ms. */
const STILL_MS = 5_000;

/** The transfers of one peer as they are stored, and what the screen learns of them. */
export class TransferRows {
  readonly #host: FileHost;
  readonly #shown = new Map<string, () => void>();
  readonly #still = new Map<string, () => void>();
  #isStopped = false;

  constructor(host: FileHost) {
    this.#host = host;
  }

  keyOf(ref: MessageRef): string {
    return placeKey(ref);
  }

  get(key: string): Transfer | undefined {
    return this.#host.context.store.get('transfers', key);
  }

  /** Oldest first. */
  all(): [string, Transfer][] {
    const rows = [...this.#host.context.store.entries('transfers')];
    return rows.sort(([, a], [, b]) => a.at - b.at);
  }

  /** Whether the peer can be sent anything about files now. */
  get isOpen(): boolean {
    const { client, store } = this.#host.context;
    const { consent, blocked, nameTakenBy } = store.state;
    const isContact = consent === 'accepted' && !blocked && nameTakenBy === undefined;
    return !this.#isStopped && isContact && client.relay.isOnline;
  }

  /**
   * Changes stored data in one transaction. @param tell called within the queue once it is stored
   * @throws ChatError `storage-…`
   */
  change<T>(
    edit: (tx: Transaction) => T | Promise<T>,
    tell?: (result: T) => Promise<void>,
  ): Promise<T> {
    const { context } = this.#host;
    return context.queue.run(async () => {
      const tx = new Transaction(context.store);
      const result = await edit(tx);
      await context.store.commit(tx);
      await tell?.(result);
      return result;
    });
  }

  /**
   * Changes a transfer, if it still exists, and shows it. @param edit returns nothing to leave it as it is
   * @throws ChatError `storage-…`
   */
  async update(
    key: string,
    edit: (transfer: Transfer, tx: Transaction) => Transfer | undefined,
  ): Promise<void> {
    const isChanged = await this.change((tx) => {
      const transfer = tx.get('transfers', key);
      const changed = transfer && edit(transfer, tx);
      if (changed !== undefined) tx.put('transfers', key, changed);
      return changed !== undefined;
    });
    if (isChanged) await this.show(key);
  }

  /** Content has arrived, or was sent. */
  noteProgress(key: string): void {
    const { context } = this.#host;
    const { clock } = context.client;
    context.moving.add(key);
    this.#still.get(key)?.();
    this.#still.set(
      key,
      clock.after(STILL_MS, () => this.noteStill(key)),
    );
    if (this.#shown.has(key)) return;
    this.#shown.set(
      key,
      clock.after(PROGRESS_MS, () => {
        this.#shown.delete(key);
        this.#showLater(key);
      }),
    );
  }

  /** Nothing is being transferred any more. */
  noteStill(key: string): void {
    this.#still.get(key)?.();
    this.#still.delete(key);
    if (this.#host.context.moving.delete(key)) this.#showLater(key);
  }

  /** The message of a transfer has changed. @throws ChatError `storage-failed` */
  async show(key: string): Promise<void> {
    const { context } = this.#host;
    const transfer = this.get(key);
    if (transfer === undefined) return;
    const { mine, id } = transfer;
    const found = await findMessage(context.store, { mine, id });
    if (found !== undefined) await context.emitTimeline([{ ...found, isChanged: true }]);
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of [...this.#shown.values(), ...this.#still.values()]) cancel();
    this.#shown.clear();
    this.#still.clear();
  }

  #showLater(key: string): void {
    if (this.#isStopped) return;
    this.show(key).catch((error) => this.#host.context.emit({ kind: 'failed', error }));
  }
}
