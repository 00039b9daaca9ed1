import { ChatError } from '../../protocol/errors.ts';
import { REQUESTS_WAITING_MAX, STRANGERS_MAX_BYTES } from '../../protocol/limits.ts';
import type { PersonId } from '../views.ts';

/** What is stored of someone whom the user does not know. */
export interface StrangerRows {
  /** Bytes. */
  readonly footprint: number;
  /** Whether a request of theirs waits for an answer. */
  readonly isRequest: boolean;
}

/** Limits what all people together whom the user does not know may store here: identities are free. */
export class StrangerLimits {
  readonly #rows = new Map<PersonId, StrangerRows>();

  /** What is stored of a stranger now; without rows, nothing is. */
  note(peer: PersonId, rows: StrangerRows | undefined): void {
    if (rows === undefined) this.#rows.delete(peer);
    else this.#rows.set(peer, rows);
  }

  /**
   * Counts what will be stored of a stranger.
   * @throws ChatError `rate-limited` when it is too much: it may come again later
   */
  admit(peer: PersonId, rows: StrangerRows): void {
    const others = [...this.#rows].filter(([other]) => other !== peer).map(([, each]) => each);
    const bytes = others.reduce((sum, each) => sum + each.footprint, rows.footprint);
    const isNew = rows.isRequest && this.#rows.get(peer)?.isRequest !== true;
    const waiting = others.filter(({ isRequest }) => isRequest).length;
    if (bytes > STRANGERS_MAX_BYTES || (isNew && waiting >= REQUESTS_WAITING_MAX)) {
      throw new ChatError('rate-limited');
    }
    this.#rows.set(peer, rows);
  }
}
