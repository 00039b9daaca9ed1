import { REQUESTS_WAITING_MAX, STRANGERS_MAX_BYTES } from '../../protocol/limits.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type { PersonId } from '../views.ts';
import { OverBudget } from './over-budget.ts';

/** What is stored about a stranger. */
export interface StrangerRows {
  /** Bytes. */
  readonly footprint: number;
  /** Whether a request of theirs is pending. */
  readonly isRequest: boolean;
}

/** The stored rows of a person that count. */
export interface CountedStore {
  readonly isStored: boolean;
  readonly state: Pick<PeerState, 'known' | 'consent' | 'footprint' | 'seen' | 'updated'>;
}

type Counted = StrangerRows & Pick<PeerState, 'seen' | 'updated'>;

/** Without a request first, then those with a request that the user has not viewed, then the oldest. */
function compareForEviction(a: Counted, b: Counted): number {
  const rank = ({ isRequest, seen }: Counted): number => (isRequest ? (seen ? 2 : 1) : 0);
  return rank(a) - rank(b) || a.updated - b.updated;
}

/**
 * Limits what all strangers together may store here, because identities cost nothing. A new request
 * replaces an older one, so that nobody can keep newcomers out.
 */
export class StrangerLimits {
  readonly #stores = new Map<PersonId, CountedStore>();
  /** Data that is being written. */
  readonly #writes = new Map<PersonId, StrangerRows>();
  /** Called with a stranger about whom everything must be deleted to make room. */
  onEvict: (peer: PersonId) => void = () => {};

  /** Counts what is stored about a person while the user does not know them. */
  follow(peer: PersonId, store: CountedStore): void {
    this.#stores.set(peer, store);
    this.#writes.delete(peer);
  }

  /** Nothing is stored about a person any more. */
  forget(peer: PersonId): void {
    this.#stores.delete(peer);
    this.#writes.delete(peer);
  }

  /**
   * Counts what will be stored about a stranger. A request evicts others if there is no room.
   * @throws ChatError `rate-limited` when it is too much: it may be sent again later
   */
  admit(peer: PersonId, rows: StrangerRows): void {
    for (;;) {
      const stored = this.#stored(peer);
      if (fits(rows, [...stored.values(), ...this.#written(peer)])) break;
      const [victim] = [...stored].sort(([, a], [, b]) => compareForEviction(a, b))[0] ?? [];
      if (victim === undefined || !rows.isRequest) throw new OverBudget();
      this.forget(victim);
      this.onEvict(victim);
    }
    this.#writes.set(peer, rows);
  }

  /** What is stored about others, except those about whom something is being written. */
  #stored(peer: PersonId): Map<PersonId, Counted> {
    const counted = new Map<PersonId, Counted>();
    for (const [other, { isStored, state }] of this.#stores) {
      if (other === peer || this.#writes.has(other) || state.known || !isStored) continue;
      const { footprint, consent, seen, updated } = state;
      counted.set(other, { footprint, isRequest: consent === 'asked', seen, updated });
    }
    return counted;
  }

  #written(peer: PersonId): StrangerRows[] {
    return [...this.#writes].filter(([other]) => other !== peer).map(([, rows]) => rows);
  }
}

function fits(rows: StrangerRows, others: readonly StrangerRows[]): boolean {
  const bytes = others.reduce((sum, { footprint }) => sum + footprint, rows.footprint);
  const waiting = others.filter(({ isRequest }) => isRequest).length;
  return bytes <= STRANGERS_MAX_BYTES && (!rows.isRequest || waiting < REQUESTS_WAITING_MAX);
}
