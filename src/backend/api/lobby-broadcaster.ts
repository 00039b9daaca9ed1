import type { Logger } from 'pino';
import type { LobbyPage } from '../../protocol/events.ts';
import { LOBBY_PAGES_RATE, LOBBY_UPDATE_MS } from '../../protocol/limits.ts';
import type { Connection } from '../sessions/connection.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { Lobby } from '../store/store.ts';
import type { RelayServer } from '../transport/relay-server.ts';
import { lobbyRoom } from '../transport/rooms.ts';
import type { Handlers } from './handlers.ts';
import { LobbyPageCache, laterPage } from './lobby-page-cache.ts';

/** Time until the next lobby update, ms. @param pages how many this one sent: one to each client */
export const updateDelayMs = (pages: number): number =>
  Math.max(LOBBY_UPDATE_MS, (pages / LOBBY_PAGES_RATE) * 1000);

/**
 * Sends lobby updates to the clients of this process. While one of them has the lobby open, the store's
 * revision is read every LOBBY_UPDATE_MS; when it has changed, one page per prefix is read, and sent if
 * it differs. With many clients, updates are less frequent: a page is some 4 kB for each of them.
 */
export class LobbyBroadcaster {
  readonly #io: RelayServer;
  readonly #lobby: Lobby;
  readonly #logger: Logger;
  readonly #pages = new Map<string, LobbyPageCache>();
  #timer: NodeJS.Timeout | undefined;
  #revision = -1;
  /** The update runs four times a second, and its failure is logged once. */
  #failing = false;

  constructor({ io, store, logger }: RelayParts) {
    this.#io = io;
    this.#lobby = store.lobby;
    this.#logger = logger;
  }

  handlers(): Pick<Handlers, 'lobby:open' | 'lobby:more' | 'lobby:close'> {
    return {
      'lobby:open': async (connection, { prefix }) => this.#open(connection, prefix),
      'lobby:more': async (_connection, { prefix, after }) => laterPage(this.#lobby, prefix, after),
      'lobby:close': async (connection) => {
        this.#close(connection);
        return {};
      },
    };
  }

  /** Closes the lobby for one connection. */
  readonly #close = (connection: Connection): void => {
    const prefix = connection.lobbyPrefix;
    if (prefix === undefined) return;
    connection.lobbyPrefix = undefined;
    void connection.socket.leave(lobbyRoom(prefix));
    const page = this.#pages.get(prefix);
    if (page !== undefined && --page.watchers === 0) this.#pages.delete(prefix);
    if (this.#pages.size === 0) this.stop();
  };

  /** Stops all updates. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #open(connection: Connection, prefix: string): Promise<LobbyPage> {
    this.#close(connection);
    connection.atSignOut(this.#close);
    connection.lobbyPrefix = prefix;
    const open = this.#pages.get(prefix) ?? new LobbyPageCache(this.#lobby, prefix);
    open.watchers++;
    this.#pages.set(prefix, open);
    // Joined before the page is read, so that no change is missed in between.
    await connection.socket.join(lobbyRoom(prefix));
    if (this.#timer === undefined) this.#schedule(LOBBY_UPDATE_MS);
    const { page, content } = await open.at(await this.#lobby.revision());
    // Clients that already show an older state of this page must still get the new one.
    if (open.sent === '') open.sent = content;
    return page;
  }

  #schedule(delayMs: number): void {
    const timer = setTimeout(async () => {
      const pages = await this.#update();
      // Unless the last client has closed the lobby meanwhile.
      if (this.#timer === timer) this.#schedule(updateDelayMs(pages));
    }, delayMs).unref();
    this.#timer = timer;
  }

  /** @returns the number of pages that were sent */
  async #update(): Promise<number> {
    let pages = 0;
    try {
      const revision = await this.#lobby.revision();
      if (revision !== this.#revision) {
        for (const [prefix, open] of [...this.#pages]) {
          pages += await this.#send(prefix, open, revision);
        }
      }
      this.#revision = revision;
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#logger.warn({ err: error }, 'the lobby could not be read');
      this.#failing = true;
    }
    return pages;
  }

  /** @returns the number of clients that got it */
  async #send(prefix: string, open: LobbyPageCache, revision: number): Promise<number> {
    const { page, content } = await open.at(revision);
    if (content === open.sent) return 0;
    open.sent = content;
    // Every pod does this for its own clients.
    this.#io.local.to(lobbyRoom(prefix)).emit('lobby:page', page);
    return open.watchers;
  }
}
