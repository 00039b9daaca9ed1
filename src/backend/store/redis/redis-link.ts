import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ChatError } from '../../../protocol/errors.ts';
import { Outages } from './outages.ts';
import { connectRedis, createRedisClient, type RedisClient } from './redis-client.ts';
import type { RedisPlace } from './redis-endpoint.ts';
import { RedisBells } from './redis-mailbox-notifier.ts';
import type { Script } from './script.ts';

/** What goes into a command. */
export type Argument = string | number | Buffer;

/** Defects of ours; anything else that Redis answers is its own trouble and will pass. */
const DEFECT = /^(ERR|WRONGTYPE|CROSSSLOT|NOPERM) /;

const isDefect = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ReplyError' && DEFECT.test(error.message);

/** One process's connections to Redis: one that asks, one that listens. */
export class RedisLink {
  /** What the other processes call this one. */
  readonly pod: string;
  readonly client: RedisClient;
  readonly subscriber: RedisClient;
  readonly bells: RedisBells;
  readonly outages: Outages;
  /** What commands of this turn of the event loop wait in. */
  #corked: Writable | undefined;
  readonly #answerListeners = new Set<(seconds: number) => void>();

  private constructor(
    parts: Pick<RedisLink, 'pod' | 'client' | 'subscriber' | 'bells' | 'outages'>,
  ) {
    this.pod = parts.pod;
    this.client = parts.client;
    this.subscriber = parts.subscriber;
    this.bells = parts.bells;
    this.outages = parts.outages;
  }

  /** Connects, however long it takes. */
  static async open(place: RedisPlace, logger: Logger): Promise<RedisLink> {
    const [client, subscriber] = [createRedisClient(place), createRedisClient(place)];
    const outages = new Outages([client, subscriber], logger);
    await Promise.all([connectRedis(client), connectRedis(subscriber)]);
    const pod = randomUUID();
    const bells = await RedisBells.listen(subscriber, pod);
    return new RedisLink({ pod, client, subscriber, bells, outages });
  }

  /** Runs a script. @throws ChatError `wait` when Redis cannot be reached or cannot do it now */
  async run(
    { digest, lua }: Script,
    keys: readonly string[],
    args: readonly Argument[],
  ): Promise<unknown> {
    const rest = [keys.length, ...keys, ...args];
    try {
      return await this.call('EVALSHA', digest, ...rest);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return this.call('EVAL', lua, ...rest);
    }
  }

  /** Runs a command. @throws ChatError `wait` */
  async call(command: string, ...args: readonly Argument[]): Promise<unknown> {
    this.#gather();
    const asked = performance.now();
    try {
      const reply = await this.client.callBuffer(command, ...args);
      const seconds = (performance.now() - asked) / 1000;
      for (const listener of this.#answerListeners) listener(seconds);
      return reply;
    } catch (cause) {
      if (isDefect(cause)) throw cause;
      throw new ChatError('wait', {}, { cause });
    }
  }

  /**
   * Lets what is asked within one turn of the event loop leave in one write: a pod that serves many
   * people asks much at once. A cluster's client has a connection for each node, and writes by itself.
   */
  #gather(): void {
    if (this.#corked !== undefined || !(this.client instanceof Redis)) return;
    const stream: Writable | undefined = this.client.stream;
    if (stream === undefined) return;
    this.#corked = stream;
    stream.cork();
    setImmediate(() => {
      this.#corked = undefined;
      stream.uncork();
    });
  }

  /** Calls a function with how long it took, s, whenever Redis has answered. */
  onAnswered(listener: (seconds: number) => void): void {
    this.#answerListeners.add(listener);
  }

  /** Ends both connections. */
  close(): void {
    this.outages.stop();
    this.client.disconnect();
    this.subscriber.disconnect();
  }
}

/** A Redis that restarted, or another node, has not seen the script yet. */
const isUnknownScript = (error: unknown): boolean =>
  error instanceof ChatError &&
  error.cause instanceof Error &&
  error.cause.message.startsWith('NOSCRIPT');
