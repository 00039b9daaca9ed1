import type { Ending } from '../../support/child-process.ts';
import { Pod, type PodOptions } from '../../support/pods/pod.ts';
import { RedisServer } from '../../support/redis/redis-server.ts';
import { processorSeconds } from './processor-time.ts';

/** The settings that all pods of one system share. */
export interface SiteOptions {
  /** The bundle to run. */
  readonly entry: string;
  readonly pods: number;
  /** Further hosts at which people reach them. */
  readonly hosts?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const secondsOf = (pid: number | undefined): number =>
  pid === undefined ? 0 : processorSeconds(pid);

/** Pods of one kind on their own Redis. */
export class Site {
  readonly redis: RedisServer;
  readonly #pods: Pod[] = [];

  private constructor(redis: RedisServer) {
    this.redis = redis;
  }

  static async start({ entry, pods, hosts = [], env = {} }: SiteOptions): Promise<Site> {
    const site = new Site(await RedisServer.start());
    const options = { entry, redisUrl: site.redis.url, hosts, env };
    await Promise.all(Array.from({ length: pods }, () => site.#add(options)));
    return site;
  }

  get pods(): readonly Pod[] {
    return this.#pods;
  }

  /** The port of the next pod in turn. */
  port(index: number): number {
    const pod = this.pods[index % this.pods.length];
    if (pod === undefined) throw new RangeError('no pods');
    return pod.port;
  }

  /** CPU seconds of pods and Redis so far. */
  processorSeconds(): number {
    return this.podSeconds() + this.redisSeconds();
  }

  /** CPU seconds of pods so far. @param first leaves out those before it */
  podSeconds(first = 0): number {
    return this.pods.slice(first).reduce((sum, { pid }) => sum + secondsOf(pid), 0);
  }

  /** CPU seconds of Redis so far. */
  redisSeconds(): number {
    return secondsOf(this.redis.pid);
  }

  /** Bytes on Redis's connections so far, in both directions. */
  async redisBytes(): Promise<number> {
    const stats = await this.redis.admin.info('stats');
    const [, read = ''] = /total_net_input_bytes:(\d+)/.exec(stats) ?? [];
    const [, written = ''] = /total_net_output_bytes:(\d+)/.exec(stats) ?? [];
    return Number(read) + Number(written);
  }

  async stop(): Promise<void> {
    await Promise.all(this.pods.map((pod): Promise<Ending> => pod.end('SIGKILL')));
    await this.redis.stop();
  }

  async #add(options: PodOptions): Promise<void> {
    const pod = await Pod.start(options);
    this.#pods.push(pod);
    await pod.ready();
  }
}
