import { PRESENCE_LIFE_MS } from '../../../protocol/limits.ts';
import type { LobbyIndex } from '../listed-presence.ts';
import { cursorOf, keyOf, nameKey, newestKey } from '../lobby-keys.ts';
import type {
  ConnectionId,
  Lobby,
  LobbyQuery,
  LobbySlice,
  OnlineSession,
  PersonId,
} from '../store.ts';
import { LOBBY_KEYS } from './keys.ts';
import type { Argument, RedisLink } from './redis-link.ts';
import { listOf, numberOf, textOf } from './replies.ts';
import type { Script } from './script.ts';
import { ADD_TO_LOBBY } from './scripts/add-to-lobby.lua.ts';
import { CONFIRM_IN_LOBBY } from './scripts/confirm-in-lobby.lua.ts';
import { LOBBY_REVISION } from './scripts/lobby-revision.lua.ts';
import { REMOVE_FROM_LOBBY } from './scripts/remove-from-lobby.lua.ts';
import { SLICE_LOBBY } from './scripts/slice-lobby.lua.ts';

/** The keys of an empty lobby expire after this time, ms. */
const KEYS_LIFE_MS = 3_600_000;
/** The people that one script confirms: longer scripts would make other commands wait. */
const CONFIRMED_AT_ONCE = 250;

/** The lobby in Redis, on one hash slot: sorted by time and by name, with a deadline each. */
export class RedisLobby implements Lobby, LobbyIndex {
  readonly #link: RedisLink;
  readonly #now: () => number;

  constructor(link: RedisLink, now: () => number) {
    this.#link = link;
    this.#now = now;
  }

  async add(session: OnlineSession): Promise<void> {
    const { person, since, name, connection } = session;
    const deadline = this.#now() + PRESENCE_LIFE_MS;
    const keys = [newestKey(session), nameKey(session)];
    await this.#run(ADD_TO_LOBBY, [person, deadline, connection, since, name, ...keys]);
  }

  async confirm(connections: ReadonlyMap<PersonId, ConnectionId>): Promise<readonly PersonId[]> {
    const pairs = [...connections];
    const missing: PersonId[] = [];
    for (let start = 0; start < pairs.length; start += CONFIRMED_AT_ONCE) {
      const confirmed = pairs.slice(start, start + CONFIRMED_AT_ONCE).flat();
      const deadline = this.#now() + PRESENCE_LIFE_MS;
      missing.push(
        ...listOf(await this.#run(CONFIRM_IN_LOBBY, [deadline, ...confirmed])).map(textOf),
      );
    }
    return missing;
  }

  async remove(person: PersonId, connection: ConnectionId): Promise<void> {
    await this.#run(REMOVE_FROM_LOBBY, [person, connection]);
  }

  async slice({ prefix, after, limit }: LobbyQuery): Promise<LobbySlice> {
    const key = after === undefined ? '' : keyOf(after);
    const reply = await this.#run(SLICE_LOBBY, [prefix, key, limit]);
    const [total, last, ...rest] = listOf(reply);
    const next = textOf(last);
    return {
      entries: Array.from({ length: rest.length / 3 }, (_, index) => ({
        person: textOf(rest[3 * index]),
        name: textOf(rest[3 * index + 1]),
        since: numberOf(rest[3 * index + 2]),
      })),
      total: numberOf(total),
      next: next === '' ? undefined : cursorOf(next),
    };
  }

  async revision(): Promise<number> {
    return numberOf(await this.#run(LOBBY_REVISION, []));
  }

  #run(script: Script, args: readonly Argument[]): Promise<unknown> {
    return this.#link.run(script, LOBBY_KEYS, [this.#now(), KEYS_LIFE_MS, ...args]);
  }
}
