import { loadCode } from '../connection/load-code.ts';
import { checkConsent } from '../conversation/consent.ts';
import { compose, composedTimeline } from '../outbound/outbox.ts';
import type { PeerContext } from '../peer-context.ts';
import { Transaction } from '../storage/peer-store.ts';
import type { MessageRef } from '../views.ts';
import type { OwnChange, OwnChanges } from './own-changes.ts';

/** Loads the code for changes to messages. @throws ChatError `connection-lost` */
export const loadOwnChanges = () => loadCode(import('./own-changes.ts'));

/**
 * What the user can do with the messages of one conversation. An action that is not possible, for
 * example on a message that is gone, has no effect. All methods throw ChatError `storage-…`; those
 * that the peer receives also `key-changed` and `conversation-closed`. Changes to messages throw
 * `connection-lost` when their code cannot be loaded.
 */
export class MessageActions {
  readonly #context: PeerContext;
  readonly #onComposed: () => void;

  /** @param onComposed called when there may be something to send */
  constructor(context: PeerContext, onComposed: () => void) {
    this.#context = context;
    this.#onComposed = onComposed;
  }

  /** Adds the user's reaction to a message, or removes it when the emoji is empty. */
  react(ref: MessageRef, emoji: string): Promise<void> {
    return this.#change((changes) => changes.react(ref, emoji));
  }

  /** Changes the wording of an outgoing message. @throws ChatError `text-empty`, `text-too-long` */
  edit(id: string, text: string): Promise<void> {
    return this.#change((changes) => changes.edit(id, text));
  }

  /** Deletes an outgoing message on both devices; one that was not sent yet disappears. */
  deleteForBoth(id: string): Promise<void> {
    return this.#change((changes) => changes.delete(id));
  }

  /** Removes a message from this device. The peer keeps it and is not told. */
  deleteForMe(ref: MessageRef): Promise<void> {
    return this.#change((changes) => changes.forget(ref));
  }

  /**
   * Sets how long messages that either person sends from now on stay.
   * @param seconds one of TIMER_SECONDS; 0 for unlimited
   */
  async setTimer(seconds: number): Promise<void> {
    const { queue, store, now } = this.#context;
    if (seconds === store.state.timer.seconds) return;
    await queue.run(async () => {
      const tx = new Transaction(store);
      checkConsent(tx.state);
      const entry = compose(tx, { type: 'timer', seconds }, now);
      await store.commit(tx);
      await this.#context.emitTimeline(composedTimeline([entry]));
    });
    this.#onComposed();
  }

  /**
   * Mutes the peer: messages arrive, and nothing notifies of them.
   * @param until ms since 1970; 0 ends it
   */
  async setMuted(until: number): Promise<void> {
    const { client, peer, queue, store } = this.#context;
    await queue.run(async () => {
      const tx = new Transaction(store);
      tx.state = { ...tx.state, mutedUntil: until };
      await store.commit(tx);
    });
    client.publish({ kind: 'conversation', peer });
  }

  async #change(change: (changes: OwnChanges) => Promise<OwnChange>): Promise<void> {
    const { client, peer, queue, store, authors, now } = this.#context;
    const { OwnChanges: Changes } = await loadOwnChanges();
    await queue.run(async () => {
      const tx = new Transaction(store);
      const { entries, removed } = await change(new Changes(tx, authors, now));
      await store.commit(tx);
      await this.#context.emitRemoved(removed);
      await this.#context.emitTimeline(entries.map((entry) => ({ ...entry, isChanged: true })));
    });
    client.publish({ kind: 'conversation', peer });
    this.#onComposed();
  }
}
