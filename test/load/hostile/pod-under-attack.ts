import { readFileSync, writeFileSync } from 'node:fs';
import { freePort } from '../../../scripts/toolchain/free-port.ts';
import { type Child, type Ending, startChild } from '../../support/child-process.ts';

const HOST = 'chat.example';
/** Resets the peak memory that Linux records for a process (proc(5), clear_refs). */
const RESET_PEAK = '5';
const KIB = 1024;

export interface PodOptions {
  /** The bundle to run. */
  readonly entry: string;
  /** If absent, the memory store is used. */
  readonly redisUrl?: string | undefined;
}

/** A relay in a separate process whose memory is observed. */
export class PodUnderAttack {
  readonly port: number;
  readonly #adminPort: number;
  readonly #child: Child;

  private constructor(child: Child, port: number, adminPort: number) {
    this.#child = child;
    this.port = port;
    this.#adminPort = adminPort;
  }

  static async start({ entry, redisUrl }: PodOptions): Promise<PodUnderAttack> {
    const ownPort = await freePort();
    const child = startChild(entry, {
      env: {
        PORT: `${ownPort}`,
        ADMIN_PORT: '0',
        PUBLIC_HOSTS: `${HOST},127.0.0.1:${ownPort}`,
        LIVE_CHAT_SECRET: 'a secret that is known to all'.padEnd(32, '.'),
        LOG_LEVEL: 'info',
        ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      },
    });
    const [, port, adminPort] = await child.line(/"port":(\d+),"adminPort":(\d+)/);
    return new PodUnderAttack(child, Number(port), Number(adminPort));
  }

  get output(): string {
    return this.#child.output();
  }

  /** Resident memory now, bytes. */
  get memory(): number {
    return this.#status('VmRSS');
  }

  /** The maximum resident memory since `forgetPeak`, bytes. */
  get peakMemory(): number {
    return this.#status('VmHWM');
  }

  forgetPeak(): void {
    writeFileSync(`/proc/${this.pid}/clear_refs`, RESET_PEAK);
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new TypeError('the pod did not start');
    return pid;
  }

  /** The values of its metrics by name, summed over labels. */
  async metrics(): Promise<(name: string) => number> {
    const text = await (await fetch(`http://127.0.0.1:${this.#adminPort}/metrics`)).text();
    const lines = text.split('\n');
    return (name) =>
      lines
        .filter((line) => /^[\w]+/.exec(line)?.[0] === name)
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Whether the process still answers: it has not crashed, and nothing restarted it. */
  async isAlive(): Promise<boolean> {
    const { ok } = await fetch(`http://127.0.0.1:${this.#adminPort}/healthz`);
    return ok;
  }

  end(): Promise<Ending> {
    return this.#child.end('SIGKILL');
  }

  #status(field: string): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * KIB;
  }
}
