import { fromBase64url } from '../../protocol/bytes.ts';
import type { LobbyPage } from '../../protocol/events.ts';
import { LOBBY_PAGE_SIZE } from '../../protocol/limits.ts';
import { foldName } from '../../protocol/name.ts';
import type { Lobby, LobbySlice } from '../store/store.ts';

/** A page, and its content for comparison with another. */
interface ReadPage {
  readonly page: LobbyPage;
  readonly content: string;
}

/**
 * The first page of a prefix that a client of this process has open. It is read from the store once per
 * revision of the lobby, however many clients ask for it: a revision is one number, a page fifty people.
 */
export class LobbyPageCache {
  readonly #lobby: Lobby;
  readonly #prefix: string;
  #revision: number | undefined;
  #read: Promise<ReadPage> | undefined;
  watchers = 0;
  /** The content that was last sent. */
  sent = '';

  constructor(lobby: Lobby, prefix: string) {
    this.#lobby = lobby;
    this.#prefix = prefix;
  }

  /** The page, at this revision or a later one. */
  at(revision: number): Promise<ReadPage> {
    if (this.#read !== undefined && this.#revision === revision) return this.#read;
    const read = this.#fromStore();
    this.#revision = revision;
    this.#read = read;
    // A failed read is repeated for the next client that asks.
    read.catch(() => {
      if (this.#read === read) this.#read = undefined;
    });
    return read;
  }

  async #fromStore(): Promise<ReadPage> {
    const slice = await sliceOf(this.#lobby, this.#prefix);
    return { page: pageOf(this.#prefix, slice), content: JSON.stringify(slice) };
  }
}

/** A later page, read from the store. */
export async function laterPage(lobby: Lobby, prefix: string, after: string): Promise<LobbyPage> {
  return pageOf(prefix, await sliceOf(lobby, prefix, after));
}

function sliceOf(lobby: Lobby, prefix: string, after?: string): Promise<LobbySlice> {
  return lobby.slice({ prefix: foldName(prefix), after, limit: LOBBY_PAGE_SIZE });
}

function pageOf(prefix: string, { entries, total, next }: LobbySlice): LobbyPage {
  const people = entries.map(({ person, name, since }) => ({
    identity: fromBase64url(person),
    name,
    since,
  }));
  return next === undefined ? { prefix, people, total } : { prefix, people, total, next };
}
