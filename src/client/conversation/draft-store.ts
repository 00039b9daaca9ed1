import type { RowWrite } from '../storage/sealed-rows.ts';
import type { PersonId } from '../views.ts';

/** A text that the person has sent, and that is not stored as a message yet. */
interface PendingSend {
  readonly text: string;
}

/**
 * What a person has typed to someone and what is not stored as a message yet: a reload finds all of
 * it in the composer, and nothing that is a message already.
 */
export class DraftStore {
  readonly #peer: PersonId;
  readonly #pending = new Set<PendingSend>();
  /** What stands in the composer. */
  typed = '';

  constructor(peer: PersonId) {
    this.#peer = peer;
  }

  /** What was typed is sent now, until it is stored as a message, or refused. */
  send(text: string): PendingSend {
    const pending = { text };
    this.typed = '';
    this.#pending.add(pending);
    return pending;
  }

  /** It is a message now, or it was refused and stands in the composer again. */
  settle(pending: PendingSend): void {
    this.#pending.delete(pending);
  }

  /** How it is stored, as it is at this moment: to be written in the transaction that stores a message. */
  get row(): RowWrite {
    const texts = [...this.#pending].map((pending) => pending.text);
    const text = [...texts, this.typed].filter((part) => part !== '').join('\n');
    return { table: 'drafts', key: this.#peer, value: text === '' ? undefined : { text } };
  }
}
