import { RedisServer } from './redis-server.ts';

const SLOTS = 16_384;
const MASTERS = 3;
const CLUSTER_ARGUMENTS = [
  ['cluster-enabled', 'yes'],
  ['cluster-node-timeout', '2000'],
] as const;

/** A real Redis Cluster of three masters. */
export class RedisCluster {
  readonly nodes: readonly RedisServer[];

  private constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
  }

  static async start(): Promise<RedisCluster> {
    const nodes: RedisServer[] = [];
    for (let index = 0; index < MASTERS; index++) {
      nodes.push(await RedisServer.start(CLUSTER_ARGUMENTS));
    }
    const cluster = new RedisCluster(nodes);
    await cluster.#join();
    return cluster;
  }

  get url(): string {
    return `redis+cluster://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  async flush(): Promise<void> {
    await Promise.all(this.nodes.map(({ admin }) => admin.flushall()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  async #join(): Promise<void> {
    for (const [index, { admin }] of this.nodes.entries()) {
      const [from, to] = [index, index + 1].map((part) => Math.floor((part * SLOTS) / MASTERS));
      await admin.call('CLUSTER', 'ADDSLOTSRANGE', `${from}`, `${(to ?? 0) - 1}`);
      for (const { port } of this.nodes)
        await admin.call('CLUSTER', 'MEET', '127.0.0.1', `${port}`);
    }
    await Promise.all(this.nodes.map((node) => untilWhole(node)));
  }
}

/** Asks until the node sees the whole cluster: there is no event for it. */
async function untilWhole(node: RedisServer): Promise<void> {
  const info = String(await node.admin.call('CLUSTER', 'INFO'));
  const whole = /cluster_state:ok/.test(info) && info.includes(`cluster_known_nodes:${MASTERS}`);
  if (!whole) await untilWhole(node);
}
