import type { RowWrite } from '../storage/sealed-rows.ts';
import type { PersonId } from '../views.ts';

/** A text that the person has sent, and that is not stored as a message yet. */
interface Parting {
  readonly text: string;
}

/**
 * What a person has typed to someone and what is not stored as a message yet: a reload finds all of
 * it in the composer, and nothing that is a message already.
 */
export class Unsent {
  readonly #peer: PersonId;
  readonly #partings = new Set<Parting>();
  /** What stands in the composer. */
  typed = '';

  constructor(peer: PersonId) {
    this.#peer = peer;
  }

  /** What was typed is sent now, until it is stored as a message, or refused. */
  send(text: string): Parting {
    const parting = { text };
    this.typed = '';
    this.#partings.add(parting);
    return parting;
  }

  /** It is a message now, or it was refused and stands in the composer again. */
  settle(parting: Parting): void {
    this.#partings.delete(parting);
  }

  /** How it is stored, as it is at this moment: to be written in the transaction that stores a message. */
  get row(): RowWrite {
    const texts = [...this.#partings].map((parting) => parting.text);
    const text = [...texts, this.typed].filter((part) => part !== '').join('\n');
    return { table: 'drafts', key: this.#peer, value: text === '' ? undefined : { text } };
  }
}
