import { readLooks } from '../../protocol/look-alike.ts';
import { foldName } from '../../protocol/name.ts';
import { CONFUSABLES } from '../../protocol/unicode/confusables.ts';
import type { Names, PersonId } from '../store/store.ts';

/** U+0000 is in no name, so no look-alike key equals a folded name. */
const LOOK = '\u0000look/';

const lookOf = readLooks(CONFUSABLES);

/**
 * The keys of a held name: nobody else may have a name that folds to the same, or looks the same.
 */
const keysOf = (name: string): readonly string[] => [foldName(name), `${LOOK}${lookOf(name)}`];

/** Held names. Each is held by two keys of the store, which may be on different hash slots. */
export class HeldNames {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  /**
   * Claims a name, or keeps the one that the person holds.
   * @returns a function that releases it if it was not held before; undefined when somebody else
   * has it, or one that looks like it
   */
  async claim(name: string, holder: PersonId): Promise<(() => Promise<void>) | undefined> {
    const fresh: string[] = [];
    const giveBack = async (): Promise<void> => {
      for (const key of fresh) await this.#names.release(key, holder);
    };
    for (const key of keysOf(name)) {
      const claim = await this.#names.claim(key, holder);
      if (claim === 'new') fresh.push(key);
      if (claim !== 'taken') continue;
      await giveBack();
      return undefined;
    }
    return giveBack;
  }

  /** Releases a name, except for what the person's current name needs. */
  async release(name: string, holder: PersonId, present?: string): Promise<void> {
    const kept = present === undefined ? [] : keysOf(present);
    for (const key of keysOf(name)) {
      if (!kept.includes(key)) await this.#names.release(key, holder);
    }
  }

  /** Whether a name is free, and no held one looks like it. */
  async isFree(name: string): Promise<boolean> {
    const holders = await Promise.all(keysOf(name).map((key) => this.#names.holder(key)));
    return holders.every((holder) => holder === undefined);
  }
}
