import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { freePort } from '../../../scripts/toolchain/free-port.ts';
import { tool } from '../tools.ts';

/** A real image registry on this machine, over HTTP, with its files in a folder. */
export class Registry {
  readonly address: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.address = `localhost:${port}`;
  }

  static async start(folder: string): Promise<Registry> {
    const registry = new Registry(folder, await freePort());
    await registry.start();
    return registry;
  }

  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const settings = join(this.#folder, 'config.yml');
    await writeFile(
      settings,
      stringify({
        version: '0.1',
        log: { level: 'info' },
        storage: { filesystem: { rootdirectory: join(this.#folder, 'data') } },
        http: { addr: this.address },
      }),
    );
    const child = spawn(tool('REGISTRY_PATH'), ['serve', settings], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      createInterface(child.stderr).on('line', (line) => {
        if (line.includes('listening on')) resolve();
      });
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`the registry ended with ${code}`)));
    });
  }

  /** Stops it and closes all connections. Its files stay. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
  }
}
