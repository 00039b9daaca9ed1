import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ChatError } from '../../../protocol/errors.ts';
import { Outages } from './outages.ts';
import { connectRedis, createRedisClient, type RedisClient } from './redis-client.ts';
import type { RedisEndpoint } from './redis-endpoint.ts';
import { RedisMailboxNotifier } from './redis-mailbox-notifier.ts';
import type { Script } from './script.ts';

/** An argument of a command. */
export type Argument = string | number | Buffer;

/** Errors that indicate a defect of ours; any other Redis error is temporary. */
const DEFECT = /^(ERR|WRONGTYPE|CROSSSLOT|NOPERM) /;

const isDefect = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ReplyError' && DEFECT.test(error.message);

interface Loading {
  readonly loaded: Promise<unknown>;
  /** Resolves when everything that waited for `loaded` was sent. */
  readonly done: Promise<void>;
}

/** One process's connections to Redis: one for commands, one for subscriptions. */
export class RedisLink {
  /** The id of this process among all relays. */
  readonly pod: string;
  readonly client: RedisClient;
  readonly subscriber: RedisClient;
  readonly notifier: RedisMailboxNotifier;
  readonly outages: Outages;
  /** The stream in which the commands of this turn of the event loop wait. */
  #corked: Writable | undefined;
  /** The scripts that are being loaded, by digest and first key. */
  readonly #loading = new Map<string, Loading>();
  readonly #answerListeners = new Set<(seconds: number) => void>();

  private constructor(
    parts: Pick<RedisLink, 'pod' | 'client' | 'subscriber' | 'notifier' | 'outages'>,
  ) {
    this.pod = parts.pod;
    this.client = parts.client;
    this.subscriber = parts.subscriber;
    this.notifier = parts.notifier;
    this.outages = parts.outages;
  }

  /** Connects, however long that takes. */
  static async open(endpoint: RedisEndpoint, logger: Logger): Promise<RedisLink> {
    const client = createRedisClient(endpoint, { isSubscriber: false });
    const subscriber = createRedisClient(endpoint, { isSubscriber: true });
    const outages = new Outages([client, subscriber], logger);
    await Promise.all([connectRedis(client), connectRedis(subscriber)]);
    const pod = randomUUID();
    const notifier = await RedisMailboxNotifier.listen(subscriber, pod);
    return new RedisLink({ pod, client, subscriber, notifier, outages });
  }

  /**
   * Runs a script. Calls of one script for one key run in the order in which they were made.
   * @throws ChatError `unavailable` when Redis cannot be reached or cannot run it now
   */
  async run(
    { digest, lua }: Script,
    keys: readonly string[],
    args: readonly Argument[],
  ): Promise<unknown> {
    const rest = [keys.length, ...keys, ...args];
    const evaluate = (): Promise<unknown> => this.call('EVALSHA', digest, ...rest);
    if (this.#loading.size > 0) await this.#loading.get(`${digest} ${keys[0]}`)?.done;
    try {
      return await evaluate();
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return this.#load(`${digest} ${keys[0]}`, () => this.call('EVAL', lua, ...rest), evaluate);
    }
  }

  /**
   * The first call that finds its script unknown sends its text. Those that were sent before this was
   * known are repeated once it is loaded, and only then those that were made meanwhile.
   */
  async #load(
    queue: string,
    load: () => Promise<unknown>,
    evaluate: () => Promise<unknown>,
  ): Promise<unknown> {
    const loading = this.#loading.get(queue);
    if (loading !== undefined) {
      await loading.loaded;
      return evaluate();
    }
    const reply = load();
    const loaded = reply.catch(() => undefined);
    const done = loaded.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
    this.#loading.set(queue, { loaded, done });
    void done.then(() => this.#loading.delete(queue));
    return reply;
  }

  /** Runs a command. @throws ChatError `unavailable` */
  async call(command: string, ...args: readonly Argument[]): Promise<unknown> {
    this.#gather();
    const start = performance.now();
    try {
      const reply = await this.client.callBuffer(command, ...args);
      const seconds = (performance.now() - start) / 1000;
      for (const listener of this.#answerListeners) listener(seconds);
      return reply;
    } catch (cause) {
      if (isDefect(cause)) throw cause;
      throw new ChatError('unavailable', {}, { cause });
    }
  }

  /**
   * Sends all commands of one turn of the event loop in one write: a pod with many people runs many at
   * once.
   */
  #gather(): void {
    const stream = this.#cork();
    if (stream !== undefined) setImmediate(() => this.#uncork(stream));
  }

  /** Sends the commands that a function runs in one write, when it returns: nothing is added in this turn. */
  together(run: () => void): void {
    const stream = this.#cork();
    run();
    if (stream !== undefined) this.#uncork(stream);
  }

  /** A cluster's client has a connection per node and is left alone. @returns undefined when corked before */
  #cork(): Writable | undefined {
    if (this.#corked !== undefined || !(this.client instanceof Redis)) return undefined;
    const stream: Writable | undefined = this.client.stream;
    this.#corked = stream;
    stream?.cork();
    return stream;
  }

  #uncork(stream: Writable): void {
    this.#corked = undefined;
    stream.uncork();
  }

  /** The memory of each master, bytes. Without a limit of its own, that of its machine is the limit. */
  async memory(): Promise<readonly { readonly used: number; readonly max: number }[]> {
    const { client } = this;
    const nodes = client instanceof Redis ? [client] : client.nodes('master');
    return Promise.all(
      nodes.map(async (node) => {
        const info = await node.info('memory');
        const bytesOf = (field: string): number =>
          Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
        const max = bytesOf('maxmemory') || bytesOf('total_system_memory');
        return { used: bytesOf('used_memory'), max: max || Number.POSITIVE_INFINITY };
      }),
    );
  }

  /** Calls a function with the duration, s, of every command that Redis has answered. */
  onAnswered(listener: (seconds: number) => void): void {
    this.#answerListeners.add(listener);
  }

  /** Closes both connections. */
  close(): void {
    this.outages.stop();
    this.client.disconnect();
    this.subscriber.disconnect();
  }
}

/** A restarted Redis, or another node, does not have the script yet. */
const isUnknownScript = (error: unknown): boolean =>
  error instanceof ChatError &&
  error.cause instanceof Error &&
  error.cause.message.startsWith('NOSCRIPT');
