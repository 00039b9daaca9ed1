import { setTimeout as pause } from 'node:timers/promises';
import { RedisServer } from './redis-server.ts';

const SLOTS = 16_384;
const MASTERS = 3;
const CLUSTER_ARGUMENTS = [
  ['cluster-enabled', 'yes'],
  ['cluster-node-timeout', '2000'],
] as const;

/** A real Redis Cluster of three masters, each with a replica if requested. */
export class RedisCluster {
  /** The masters first, as long as none was promoted. */
  readonly nodes: readonly RedisServer[];

  private constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
  }

  static async start({ replicas = false } = {}): Promise<RedisCluster> {
    const nodes: RedisServer[] = [];
    for (let index = 0; index < (replicas ? 2 * MASTERS : MASTERS); index++) {
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

  /** The nodes that have slots now. */
  async masters(): Promise<readonly RedisServer[]> {
    const roles = await Promise.all(this.nodes.map(roleOf));
    return this.nodes.filter((_, index) => roles[index] === 'master');
  }

  /**
   * Kills a master; resolves when its replica was promoted and the old master follows it as a
   * replica.
   */
  async failOver(master: RedisServer): Promise<void> {
    const [before, others] = [await this.masters(), this.nodes.filter((node) => node !== master)];
    await master.kill();
    const promoted = others.filter((node) => !before.includes(node));
    await untilOne(promoted, async (node) => (await roleOf(node)) === 'master');
    await master.boot();
    await untilSo(async () => (await roleOf(master)) === 'slave');
    await Promise.all(this.nodes.map((node) => this.#untilWhole(node)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  async #join(): Promise<void> {
    const masters = this.nodes.slice(0, MASTERS);
    for (const [index, { admin }] of masters.entries()) {
      // ADDSLOTSRANGE would be shorter, and is younger than Redis 6.2.
      await admin.call('CLUSTER', 'ADDSLOTS', ...slotsOf(index));
    }
    for (const { admin } of this.nodes) {
      for (const { port } of this.nodes)
        await admin.call('CLUSTER', 'MEET', '127.0.0.1', `${port}`);
    }
    await Promise.all(this.nodes.map((node) => this.#untilWhole(node)));
    for (const [index, replica] of this.nodes.slice(MASTERS).entries()) {
      const id = String(await masters[index]?.admin.call('CLUSTER', 'MYID'));
      await replica.admin.call('CLUSTER', 'REPLICATE', id);
      await untilSo(async () => /master_link_status:up/.test(await replica.admin.info()));
    }
  }

  #untilWhole({ admin }: RedisServer): Promise<void> {
    return untilSo(async () => {
      const info = String(await admin.call('CLUSTER', 'INFO'));
      const known = info.includes(`cluster_known_nodes:${this.nodes.length}`);
      return /cluster_state:ok/.test(info) && known;
    });
  }
}

/** The role of a node; undefined while it is down. */
async function roleOf({ admin }: RedisServer): Promise<string | undefined> {
  try {
    const reply: unknown = await admin.call('ROLE');
    return Array.isArray(reply) ? String(reply[0]) : undefined;
  } catch {
    return undefined;
  }
}

/** The slots of a master, as arguments for Redis. */
function slotsOf(master: number): string[] {
  const [from = 0, to = SLOTS] = [master, master + 1].map((n) => Math.floor((n * SLOTS) / MASTERS));
  return Array.from({ length: to - from }, (_, n) => `${from + n}`);
}

/** Without a pause between two looks, waiting for a failover would take two processors. */
const LOOK_MS = 20;

/** Polls until a condition holds, because a cluster sends no events about its state. */
async function untilSo(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(LOOK_MS);
}

/** Polls until a condition holds for one of them. */
const untilOne = (
  nodes: readonly RedisServer[],
  isSo: (node: RedisServer) => Promise<boolean>,
): Promise<void> => untilSo(async () => (await Promise.all(nodes.map(isSo))).includes(true));
