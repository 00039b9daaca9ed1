import { NAME_HELD_MS, PRESENCE_LIFE_MS } from '../../../protocol/limits.ts';
import type {
  Arrival,
  ConnectionId,
  People,
  PersonId,
  PersonRecord,
  PublishedBundle,
  Stay,
} from '../store.ts';
import { lettersKey, personKey, tallyKey } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import {
  bytesOf,
  checkRefusal,
  listOf,
  numberOf,
  optionalText,
  ReplyShapeError,
  textOf,
} from './replies.ts';
import { ARRIVE } from './scripts/arrive.lua.ts';
import { DEPART } from './scripts/depart.lua.ts';
import { PUBLISH_BUNDLE } from './scripts/publish-bundle.lua.ts';
import { STAY } from './scripts/stay.lua.ts';

const keysOf = (person: PersonId): readonly string[] => [
  personKey(person),
  lettersKey(person),
  tallyKey(person),
];

/** Bundles and presence in Redis: one hash per person. */
export class RedisPeople implements People {
  readonly #link: RedisLink;
  readonly #now: () => number;

  constructor(link: RedisLink, now: () => number) {
    this.#link = link;
    this.#now = now;
  }

  async publish(person: PersonId, bundle: PublishedBundle): Promise<string | undefined> {
    const { name, number, digest, bytes } = bundle;
    const args = [...this.#times(), name, number, Buffer.from(digest), Buffer.from(bytes)];
    const [refusal, before] = listOf(await this.#link.run(PUBLISH_BUNDLE, keysOf(person), args));
    checkRefusal(refusal);
    return optionalText(before);
  }

  async find(person: PersonId): Promise<PersonRecord | undefined> {
    const fields = ['until', 'name', 'bundle', 'connection', 'since', 'seen'];
    const reply = await this.#link.call('HMGET', personKey(person), ...fields);
    const [until, name, bundle, connection, since, seen] = listOf(reply);
    const now = this.#now();
    if (until === null || numberOf(until) <= now) return undefined;
    const online = textOf(connection) !== '' && numberOf(seen) + PRESENCE_LIFE_MS > now;
    return {
      name: textOf(name),
      bundle: bytesOf(bundle),
      online,
      since: numberOf(online ? since : seen),
    };
  }

  async arrive(person: PersonId, connection: ConnectionId): Promise<Arrival> {
    const args = [...this.#times(), connection, this.#link.pod, PRESENCE_LIFE_MS];
    const reply = await this.#link.run(ARRIVE, [personKey(person)], args);
    const [refusal, since, before] = listOf(reply);
    checkRefusal(refusal);
    return { since: numberOf(since), replaced: textOf(before) || undefined };
  }

  async stay(person: PersonId, connection: ConnectionId): Promise<Stay> {
    const keys = [personKey(person), tallyKey(person)];
    const outcome = textOf(await this.#link.run(STAY, keys, [...this.#times(), connection]));
    if (outcome === 'over' || outcome === 'mail' || outcome === 'no-mail') return outcome;
    throw new ReplyShapeError('not an outcome');
  }

  async depart(person: PersonId, connection: ConnectionId): Promise<number | undefined> {
    const times = this.#times();
    const left = await this.#link.run(DEPART, [personKey(person)], [...times, connection]);
    return numberOf(left) === 1 ? times[0] : undefined;
  }

  async forget(person: PersonId): Promise<void> {
    await this.#link.call('DEL', ...keysOf(person));
  }

  /** Now, until when the person is known, and how long that is. */
  #times(): [now: number, until: number, life: number] {
    const now = this.#now();
    return [now, now + NAME_HELD_MS, NAME_HELD_MS];
  }
}
