import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import type { Logger } from 'pino';
import type { ServerOptions } from 'socket.io';
import type { RedisClient } from '../store/redis/redis-client.ts';
import type { RedisLink } from '../store/redis/redis-link.ts';

/** Carries events from one pod to the others. */
export type PodAdapter = NonNullable<ServerOptions['adapter']>;

type Listener = (...values: unknown[]) => void;

/** The prefix of its channels. */
const CHANNELS = 'live-chat/pods';
const PROBE = 'live-chat/probe';

/**
 * A Redis connection for the adapter, which ignores the results of its commands: in Node an unhandled
 * rejection ends the process. Its events may get lost at any time, because presence and take-over are
 * also read from the store.
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
    return this.#logLoss(this.#client.publish(channel, message));
  }

  spublish(channel: string, message: string | Buffer): Promise<unknown> {
    return this.#logLoss(this.#client.spublish(channel, message));
  }

  subscribe(channels: readonly string[]): Promise<unknown> {
    return this.#logRefusal(this.#client.subscribe(...channels));
  }

  psubscribe(pattern: string): Promise<unknown> {
    return this.#logRefusal(this.#client.psubscribe(pattern));
  }

  ssubscribe(channel: string): Promise<unknown> {
    return this.#logRefusal(this.#client.ssubscribe(channel));
  }

  /** A lost event is also in the store. */
  #logLoss(command: Promise<unknown>): Promise<unknown> {
    return command.catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'an event for other relays was lost');
    });
  }

  /** The Redis user may lack the permission, and nothing else makes up for it. */
  #logRefusal(command: Promise<unknown>): Promise<unknown> {
    return command.catch((error: unknown) => {
      this.#logger.error({ err: error }, 'Redis refuses to subscribe: no events from other relays');
    });
  }
}

/** Redis before version 7 does not know SSUBSCRIBE, and the Redis user may not be allowed to use it. */
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
 * The Socket.IO Redis adapter: sharded where Redis allows it, else classic. It carries few events
 * (take-overs and presence changes; mailbox notifications have channels of their own), so all pods
 * subscribe to one channel: a subscription per room would cost a command per watched person (ADR 11).
 */
export function createPodAdapter(link: RedisLink, sharded: boolean, logger: Logger): PodAdapter {
  const publisher = new AdapterConnection(link.client, logger);
  const subscriber = new AdapterConnection(link.subscriber, logger);
  logger.info({ adapter: sharded ? 'sharded' : 'classic' }, 'connected to other relays');
  return sharded
    ? createShardedAdapter(publisher, subscriber, {
        channelPrefix: CHANNELS,
        subscriptionMode: 'static',
      })
    : createAdapter(publisher, subscriber, { key: CHANNELS });
}
