import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import type { Logger } from 'pino';
import type { ServerOptions } from 'socket.io';
import type { RedisClient } from '../store/redis/redis-client.ts';
import type { RedisLink } from '../store/redis/redis-link.ts';

/** What carries events from one pod to the others. */
export type PodAdapter = NonNullable<ServerOptions['adapter']>;

type Listener = (...values: unknown[]) => void;

/** Names of its channels begin so. */
const CHANNELS = 'live-chat/pods';
const PROBE = 'live-chat/probe';

/**
 * A connection as the adapter uses it. The adapter ignores what becomes of its commands, and in Node a
 * rejection that nobody hears ends the process. What it carries may get lost at any time: presence and
 * take-over are also read from the store.
 */
class AdapterConnection {
  readonly #client: RedisClient;
  readonly #logger: Logger;

  constructor(client: RedisClient, logger: Logger) {
    this.#client = client;
    this.#logger = logger;
  }

  on(event: string, listener: Listener): void {
    this.#client.on(event, listener);
  }

  publish(channel: string, message: string | Buffer): Promise<unknown> {
    return this.#telling(this.#client.publish(channel, message));
  }

  spublish(channel: string, message: string | Buffer): Promise<unknown> {
    return this.#telling(this.#client.spublish(channel, message));
  }

  subscribe(channels: readonly string[]): Promise<unknown> {
    return this.#hearing(this.#client.subscribe(...channels));
  }

  psubscribe(pattern: string): Promise<unknown> {
    return this.#hearing(this.#client.psubscribe(pattern));
  }

  ssubscribe(channel: string): Promise<unknown> {
    return this.#hearing(this.#client.ssubscribe(channel));
  }

  /** What is not told is also in the store. */
  #telling(command: Promise<unknown>): Promise<unknown> {
    return command.catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'other relays could not be told');
    });
  }

  /** A user of Redis may lack the right, and nothing else makes up for that. */
  #hearing(command: Promise<unknown>): Promise<unknown> {
    return command.catch((error: unknown) => {
      this.#logger.error({ err: error }, 'other relays are not heard: Redis refuses to subscribe');
    });
  }
}

/** Redis before 7 does not know SSUBSCRIBE, and a user of Redis may not be allowed it. */
export async function maySubscribeSharded({ subscriber }: RedisLink): Promise<boolean> {
  try {
    await subscriber.ssubscribe(PROBE);
    await subscriber.sunsubscribe(PROBE);
    return true;
  } catch {
    return false;
  }
}

/**
 * The adapter, sharded where Redis allows it or classic. Few events go through it (take-over and changed
 * presence; letters have bells of their own), so all pods hear one channel: a subscription for each
 * room would cost a command for each person who is watched (ADR 11).
 */
export function createPodAdapter(link: RedisLink, sharded: boolean, logger: Logger): PodAdapter {
  const publisher = new AdapterConnection(link.client, logger);
  const subscriber = new AdapterConnection(link.subscriber, logger);
  logger.info({ adapter: sharded ? 'sharded' : 'classic' }, 'joined the other relays');
  return sharded
    ? createShardedAdapter(publisher, subscriber, {
        channelPrefix: CHANNELS,
        subscriptionMode: 'static',
      })
    : createAdapter(publisher, subscriber, { key: CHANNELS });
}
