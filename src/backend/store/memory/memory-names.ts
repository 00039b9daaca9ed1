import { NAME_HELD_MS } from '../../../protocol/limits.ts';
import { ExpiringMap } from '../../limits/expiring-map.ts';
import type { Names, PersonId } from '../store.ts';

/**
 * The directory in memory. It has as many names as people: a person who is evicted loses the name,
 * too.
 */
export class MemoryNames implements Names {
  readonly #holders: ExpiringMap<string, PersonId>;

  constructor(now: () => number) {
    this.#holders = new ExpiringMap(NAME_HELD_MS, now);
  }

  async claim(folded: string, holder: PersonId): Promise<'new' | 'held' | 'taken'> {
    const current = this.#holders.get(folded);
    if (current !== undefined && current !== holder) return 'taken';
    this.#holders.set(folded, holder);
    return current === holder ? 'held' : 'new';
  }

  async release(folded: string, holder: PersonId): Promise<void> {
    if (this.#holders.get(folded) === holder) this.#holders.delete(folded);
  }

  async holder(folded: string): Promise<PersonId | undefined> {
    return this.#holders.get(folded);
  }
}
