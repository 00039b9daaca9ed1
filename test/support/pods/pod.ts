import { freePort } from '../../../scripts/toolchain/free-port.ts';
import { type Child, type Ending, startChild } from '../child-process.ts';

export const SECRET = 'a secret that is known to all pods'.padEnd(32, '.');

export interface PodOptions {
  /** The bundle to run. */
  readonly entry: string;
  readonly redisUrl: string;
  /** Hosts that proofs may name, besides the pod's own. */
  readonly hosts: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A relay in a separate process. */
export class Pod {
  readonly port: number;
  readonly #child: Child;

  private constructor(port: number, child: Child) {
    this.port = port;
    this.#child = child;
  }

  /** Starts one; it may wait for Redis before it is ready. */
  static async start({ entry, redisUrl, hosts, env = {} }: PodOptions): Promise<Pod> {
    const port = await freePort();
    const child = startChild(entry, {
      env: {
        PORT: `${port}`,
        ADMIN_PORT: '0',
        REDIS_URL: redisUrl,
        LIVE_CHAT_SECRET: SECRET,
        PUBLIC_HOSTS: [...hosts, `127.0.0.1:${port}`].join(),
        LOG_LEVEL: 'info',
        ...env,
      },
    });
    return new Pod(port, child);
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get output(): string {
    return this.#child.output();
  }

  /** Resolves when it is ready for clients. */
  async ready(): Promise<this> {
    await this.#child.line(/"msg":"started"/);
    return this;
  }

  line(pattern: RegExp): Promise<RegExpMatchArray> {
    return this.#child.line(pattern);
  }

  end(signal: NodeJS.Signals): Promise<Ending> {
    return this.#child.end(signal);
  }
}
