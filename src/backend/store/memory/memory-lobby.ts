import { PRESENCE_LIFE_MS } from '../../../protocol/limits.ts';
import { ExpiringMap } from '../../limits/expiring-map.ts';
import type { LobbyIndex } from '../listed-presence.ts';
import { cursorOf, keyOf, nameKey, newestKey } from '../lobby-keys.ts';
import type {
  ConnectionId,
  Lobby,
  LobbyEntry,
  LobbyQuery,
  LobbySlice,
  OnlineSession,
  PersonId,
} from '../store.ts';
import { SortedIndex } from './sorted-index.ts';

interface Listed {
  readonly entry: LobbyEntry;
  readonly connection: ConnectionId;
}

/** The lobby in memory: one index by time, one by name. */
export class MemoryLobby implements Lobby, LobbyIndex {
  readonly #listed: ExpiringMap<PersonId, Listed>;
  readonly #newest = new SortedIndex<LobbyEntry>();
  readonly #byName = new SortedIndex<LobbyEntry>();
  #revision = 0;

  constructor(now: () => number) {
    this.#listed = new ExpiringMap(PRESENCE_LIFE_MS, now, ({ entry }) => this.#unlist(entry));
  }

  async add({ person, name, since, connection }: OnlineSession): Promise<void> {
    const entry: LobbyEntry = { person, name, since };
    const before = this.#listed.get(entry.person);
    if (before !== undefined) this.#unlist(before.entry);
    this.#listed.set(entry.person, { entry, connection });
    this.#newest.set(newestKey(entry), entry);
    this.#byName.set(nameKey(entry), entry);
    this.#revision++;
  }

  async confirm(connections: ReadonlyMap<PersonId, ConnectionId>): Promise<readonly PersonId[]> {
    const missing: PersonId[] = [];
    for (const [person, connection] of connections) {
      const listed = this.#listed.get(person);
      if (listed === undefined) missing.push(person);
      else if (listed.connection === connection) this.#listed.touch(person);
    }
    return missing;
  }

  async remove(person: PersonId, connection: ConnectionId): Promise<void> {
    const listed = this.#listed.get(person);
    if (listed?.connection !== connection) return;
    this.#listed.delete(person);
    this.#unlist(listed.entry);
  }

  async slice({ prefix, after, limit }: LobbyQuery): Promise<LobbySlice> {
    this.#listed.dropExpired();
    const index = prefix === '' ? this.#newest : this.#byName;
    const key = after === undefined ? undefined : keyOf(after);
    const { values, total, last } = index.stretch(prefix, key, limit);
    return { entries: values, total, next: last === undefined ? undefined : cursorOf(last) };
  }

  async revision(): Promise<number> {
    this.#listed.dropExpired();
    return this.#revision;
  }

  #unlist(entry: LobbyEntry): void {
    this.#newest.delete(newestKey(entry));
    this.#byName.delete(nameKey(entry));
    this.#revision++;
  }
}
