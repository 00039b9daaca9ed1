import { once } from 'node:events';
import { Redis } from 'ioredis';
import { RedisServer } from './redis-server.ts';

const MASTER = 'live-chat';

/** A real master with a replica, and a sentinel that promotes the replica when the master fails. */
export class RedisSentinel {
  readonly #sentinel: RedisServer;
  readonly servers: readonly RedisServer[];

  private constructor(sentinel: RedisServer, servers: readonly RedisServer[]) {
    this.#sentinel = sentinel;
    this.servers = servers;
  }

  static async start(): Promise<RedisSentinel> {
    const master = await RedisServer.start();
    const replica = await RedisServer.start();
    // By command, not as an argument, which would make it a replica again whenever it is restarted
    // after its promotion.
    await replica.admin.replicaof('127.0.0.1', master.port);
    await master.admin.wait(1, 0);
    const sentinel = await RedisServer.startSentinel([
      `sentinel monitor ${MASTER} 127.0.0.1 ${master.port} 1`,
      `sentinel down-after-milliseconds ${MASTER} 1500`,
      `sentinel failover-timeout ${MASTER} 5000`,
    ]);
    return new RedisSentinel(sentinel, [master, replica]);
  }

  get url(): string {
    return `redis+sentinel://127.0.0.1:${this.#sentinel.port}/${MASTER}`;
  }

  /** The server that the sentinel reports as the master: a failover may change it at any time. */
  async master(): Promise<RedisServer> {
    const reply: unknown = await this.#sentinel.admin.call(
      'SENTINEL',
      'GET-MASTER-ADDR-BY-NAME',
      MASTER,
    );
    const port = Array.isArray(reply) ? Number(reply[1]) : 0;
    const master = this.servers.find((server) => server.port === port);
    if (master === undefined) throw new TypeError('the sentinel knows no master');
    return master;
  }

  /**
   * Kills the master; resolves when the replica was promoted and the old master follows it as a
   * replica.
   */
  async failOver(): Promise<void> {
    const listener = await this.#listen();
    const promoted = once(listener, 'message');
    const old = await this.master();
    await old.kill();
    await promoted;
    listener.disconnect();
    await old.boot();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#sentinel, ...this.servers].map((server) => server.stop()));
  }

  async #listen(): Promise<Redis> {
    const listener = new Redis(this.#sentinel.port, '127.0.0.1');
    await listener.subscribe('+switch-master');
    return listener;
  }
}
