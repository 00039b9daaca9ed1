import type { Logger } from 'pino';
import type { RedisClient } from './redis-client.ts';

/** Detects when Redis is unavailable: while one of the connections is closed. */
export class Outages {
  readonly #away = new Set<RedisClient>();
  readonly #listeners = new Set<() => void>();
  readonly #lossListeners = new Set<() => void>();
  readonly #logger: Logger;
  #stopped = false;

  constructor(clients: readonly RedisClient[], logger: Logger) {
    this.#logger = logger;
    for (const client of clients) {
      // ioredis requires a listener; the close of the connection is all that matters.
      client.on('error', () => undefined);
      client.on('close', () => this.#begin(client));
      client.on('ready', () => this.#end(client));
    }
  }

  get isAway(): boolean {
    return this.#away.size > 0;
  }

  /** Called when Redis is reachable again: writes may be lost, and notifications were missed. */
  onRecovered(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Called when Redis cannot be reached. */
  onLost(listener: () => void): void {
    this.#lossListeners.add(listener);
  }

  /** From now on, connections close on purpose. */
  stop(): void {
    this.#stopped = true;
  }

  #begin(client: RedisClient): void {
    if (this.#stopped) return;
    if (this.isAway) return void this.#away.add(client);
    this.#away.add(client);
    this.#logger.warn('the store cannot be reached');
    for (const listener of this.#lossListeners) listener();
  }

  #end(client: RedisClient): void {
    if (!this.#away.delete(client) || this.isAway) return;
    this.#logger.info('the store can be reached again');
    for (const listener of this.#listeners) listener();
  }
}
