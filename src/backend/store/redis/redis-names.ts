import { NAME_HELD_MS } from '../../../protocol/limits.ts';
import type { Names, PersonId } from '../store.ts';
import { nameKey } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { listOf, numberOf, optionalText, ReplyShapeError, textOf } from './replies.ts';
import { CLAIM_NAME } from './scripts/claim-name.lua.ts';
import { RELEASE_NAME } from './scripts/release-name.lua.ts';

/** The directory in Redis: one small hash per name. */
export class RedisNames implements Names {
  readonly #link: RedisLink;
  readonly #now: () => number;

  constructor(link: RedisLink, now: () => number) {
    this.#link = link;
    this.#now = now;
  }

  async claim(folded: string, holder: PersonId): Promise<'new' | 'held' | 'taken'> {
    const now = this.#now();
    const args = [holder, now, now + NAME_HELD_MS, NAME_HELD_MS];
    const outcome = textOf(await this.#link.run(CLAIM_NAME, [nameKey(folded)], args));
    if (outcome === 'new' || outcome === 'held' || outcome === 'taken') return outcome;
    throw new ReplyShapeError('not an outcome');
  }

  async release(folded: string, holder: PersonId): Promise<void> {
    await this.#link.run(RELEASE_NAME, [nameKey(folded)], [holder]);
  }

  async holder(folded: string): Promise<PersonId | undefined> {
    const reply = await this.#link.call('HMGET', nameKey(folded), 'holder', 'until');
    const [holder, until] = listOf(reply);
    if (until === null || numberOf(until) <= this.#now()) return undefined;
    return optionalText(holder);
  }
}
