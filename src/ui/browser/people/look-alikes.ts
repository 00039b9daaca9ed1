import type { ConversationView, PersonId } from '../../../client/views.ts';
import { type LookOf, readLooks } from '../../../protocol/look-alike.ts';
import { foldName } from '../../../protocol/name.ts';

/**
 * Computes the look-alike form of names and caches it, because lists are compared at every change.
 */
export class Looks {
  readonly #lookOf: LookOf;
  readonly #known = new Map<string, string>();

  constructor(confusables: string) {
    this.#lookOf = readLooks(confusables);
  }

  /** Loads the table of look-alikes, 15 KB. */
  static async load(): Promise<Looks> {
    const { CONFUSABLES } = await import('../../../protocol/unicode/confusables.ts');
    return new Looks(CONFUSABLES);
  }

  /** A contact whose different name looks like this one. */
  contactLike(
    peer: PersonId,
    name: string,
    conversations: readonly ConversationView[],
  ): ConversationView | undefined {
    const [look, folded] = [this.#of(name), foldName(name)];
    return conversations.find(
      (each) =>
        each.peer !== peer &&
        each.consent === 'accepted' &&
        this.#of(each.name) === look &&
        foldName(each.name) !== folded,
    );
  }

  #of(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const look = this.#lookOf(name);
    this.#known.set(name, look);
    return look;
  }
}
