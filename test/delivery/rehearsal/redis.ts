import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { tool } from '../tools.ts';

/** The port of charts/redis. */
const PORT = 6379;
const SETTLE_MS = 1_000;

/** A real Redis with a password, at the address of the pod that it replaces. */
export class RehearsedRedis {
  readonly #address: string;
  readonly #password: string;
  readonly #end: () => Promise<void>;

  private constructor(address: string, password: string, end: () => Promise<void>) {
    this.#address = address;
    this.#password = password;
    this.#end = end;
  }

  static async start(address: string, password: string): Promise<RehearsedRedis> {
    const settings = { bind: address, port: String(PORT), save: '', requirepass: password };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(tool('REDIS_SERVER_PATH'), flags, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await new Promise<void>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        if (line.includes('Ready to accept connections')) resolve();
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`redis-server ended before it was ready`)));
    });
    return new RehearsedRedis(address, password, async () => {
      child.kill('SIGKILL');
      await ended;
    });
  }

  /**
   * Deletes everything, so that the next test finds nobody. Twice, because a relay records who has
   * just left, and may do so after the first time.
   */
  async clear(): Promise<void> {
    await this.#flush();
    await pause(SETTLE_MS);
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const socket = connect(PORT, this.#address);
    socket.write(`AUTH ${this.#password}\r\nFLUSHALL\r\nQUIT\r\n`);
    let said = '';
    for await (const part of socket) said += part;
    if (!said.startsWith('+OK\r\n+OK\r\n')) throw new Error(`Redis said ${said}`);
  }

  stop(): Promise<void> {
    return this.#end();
  }
}
