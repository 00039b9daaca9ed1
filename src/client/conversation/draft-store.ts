import { ChatError } from '../../protocol/errors.ts';
import type { PeerContext } from '../peer-context.ts';
import { ONLY, Transaction } from '../storage/peer-store.ts';

/** A text that is being sent: it is not stored as a message yet, and may still be rejected. */
export interface PendingSend {
  readonly text: string;
}

/**
 * The only owner of text that was typed to a peer and is not a message yet. It is saved
 * automatically. After a reload the composer has all of it, and nothing that is already a message.
 */
export class DraftStore {
  readonly #context: PeerContext;
  readonly #pending = new Set<PendingSend>();
  #text: string;
  #saving: Promise<void> | undefined;

  constructor(context: PeerContext) {
    this.#context = context;
    this.#text = context.store.get('drafts', ONLY)?.text ?? '';
  }

  /** The text in the composer. */
  get text(): string {
    return this.#text;
  }

  /** The composer has changed. A text that cannot be stored stays in memory. */
  set(text: string): void {
    this.#text = text;
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined;
    });
  }

  /** Takes the text out of the composer, until `write` stores it as sent or it is returned. */
  beginSend(text: string): PendingSend {
    const pending = { text };
    this.#text = '';
    this.#pending.add(pending);
    return pending;
  }

  /** The text becomes a message in this transaction. */
  endSend(tx: Transaction, pending: PendingSend): void {
    this.#pending.delete(pending);
    this.#write(tx);
  }

  /** The text was rejected: it is in the composer again, before what was typed since. */
  giveBack(pending: PendingSend): void {
    this.#pending.delete(pending);
    this.set([pending.text, this.#text].filter(Boolean).join('\n'));
  }

  /** Resolves when everything that was typed so far is saved. */
  async idle(): Promise<void> {
    await this.#saving;
  }

  /** One write at a time, then the newest text. */
  async #save(): Promise<void> {
    const { client, peer, queue, store } = this.#context;
    let saved: string;
    do {
      saved = this.#text;
      try {
        await queue.run(async () => {
          const tx = new Transaction(store);
          this.#write(tx);
          await store.commit(tx);
        });
        client.publish({ kind: 'conversation', peer });
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
      }
    } while (this.#text !== saved);
  }

  #write(tx: Transaction): void {
    const texts = [...this.#pending].map((pending) => pending.text);
    const text = [...texts, this.#text].filter(Boolean).join('\n');
    if (text === (tx.get('drafts', ONLY)?.text ?? '')) return;
    if (!tx.state.known) tx.state = { ...tx.state, known: true };
    if (text === '') tx.delete('drafts', ONLY);
    else tx.put('drafts', ONLY, { text });
  }
}
