import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { answerFrom } from '../command.ts';
import { tool } from '../tools.ts';
import type { ImageConfig } from './builder.ts';

/** A folder or file that a container sees and cannot change. */
export interface ReadOnlyMount {
  readonly from: string;
  readonly to: string;
}

/** How a container is run: what Kubernetes' "restricted" profile leaves it, and the chart's numbers. */
export interface ContainerOptions {
  readonly id: string;
  /** Where the runtime keeps its files. */
  readonly folder: string;
  readonly rootfs: string;
  readonly config: ImageConfig;
  readonly user: number;
  readonly env?: Readonly<Record<string, string>>;
  /** In place of the image's command. */
  readonly args?: readonly string[];
  readonly mounts?: readonly ReadOnlyMount[];
}

const NO_CAPABILITIES = {
  bounding: [],
  effective: [],
  permitted: [],
  inheritable: [],
  ambient: [],
};

/** The host's network: each container listens to a loopback address of its own, as to a pod's. */
const NAMESPACES = ['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type }));

function specification(options: ContainerOptions): object {
  const { id, rootfs, config, user, env = {}, args = config.Cmd, mounts = [] } = options;
  const own = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return {
    ociVersion: '1.0.2',
    hostname: id,
    root: { path: rootfs, readonly: true },
    process: {
      terminal: false,
      user: { uid: user, gid: user },
      args: [...config.Entrypoint, ...args],
      env: [...config.Env, ...own],
      cwd: config.WorkingDir,
      capabilities: NO_CAPABILITIES,
      noNewPrivileges: true,
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      {
        destination: '/dev',
        type: 'tmpfs',
        source: 'tmpfs',
        options: ['nosuid', 'mode=755', 'size=64k'],
      },
      ...mounts.map(({ from, to }) => ({
        destination: to,
        type: 'bind',
        source: from,
        options: ['bind', 'ro', 'nosuid', 'nodev'],
      })),
    ],
    linux: { namespaces: NAMESPACES, readonlyPaths: ['/proc/sys'], maskedPaths: ['/proc/kcore'] },
  };
}

/** A container that runs, or has run. */
export class Container {
  /** The exit code. */
  readonly ended: Promise<number>;
  readonly #runc: readonly string[];
  readonly #id: string;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<(line: string) => void>();

  private constructor(runc: readonly string[], id: string, process: ChildProcess) {
    this.#runc = runc;
    this.#id = id;
    this.ended = once(process, 'close').then(([code]) => code ?? -1);
    for (const stream of [process.stdout, process.stderr]) {
      if (stream !== null) createInterface(stream).on('line', (line) => this.#add(line));
    }
  }

  static async start(options: ContainerOptions): Promise<Container> {
    const { id, folder } = options;
    const bundle = join(folder, id);
    await mkdir(bundle, { recursive: true });
    await writeFile(join(bundle, 'config.json'), JSON.stringify(specification(options)));
    const runc = ['--root', join(folder, 'runc')];
    const process = spawn(tool('RUNC_PATH'), [...runc, 'run', '--bundle', bundle, id], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Container(runc, id, process);
  }

  #add(line: string): void {
    this.#lines.push(line);
    for (const look of this.#waiting) look(line);
  }

  output(): string {
    return this.#lines.join('\n');
  }

  /** Waits for a line that holds a text. @throws Error if the container ends without it */
  async line(text: string): Promise<void> {
    if (this.#lines.some((line) => line.includes(text))) return;
    const seen = new Promise<void>((resolve) => {
      const look = (line: string): void => {
        if (!line.includes(text)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
    const missed = this.ended.then((code) => {
      throw new Error(`${this.#id} ended with ${code} without "${text}":\n${this.output()}`);
    });
    await Promise.race([seen, missed]);
    missed.catch(() => {});
  }

  signal(name: 'TERM' | 'KILL'): void {
    answerFrom(tool('RUNC_PATH'), [...this.#runc, 'kill', this.#id, name]);
  }
}
