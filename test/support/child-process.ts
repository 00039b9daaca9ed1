import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ownProcess } from './own-processes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One of our entries, running as a separate process. */
export interface Child {
  /** The first line that matches, past or future. @throws Error if the process ends without it */
  line(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Everything it printed so far, both streams. */
  output(): string;
  /** Sends a signal that the process survives. */
  signal(signal: NodeJS.Signals): void;
  /** Sends a signal and waits until the process ends. */
  end(signal: NodeJS.Signals): Promise<Ending>;
  readonly pid: number | undefined;
  readonly ended: Promise<Ending>;
}

export interface ChildOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

class RunningChild implements Child {
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcess;
  readonly #entry: string;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<(line: string) => void>();

  constructor(entry: string, process: ChildProcess) {
    this.#entry = entry;
    this.#process = process;
    this.ended = once(process, 'close').then(([code, signal]) => ({ code, signal }));
    for (const stream of [process.stdout, process.stderr]) {
      if (stream !== null) createInterface(stream).on('line', (line) => this.#add(line));
    }
  }

  #add(line: string): void {
    this.#lines.push(line);
    for (const look of this.#waiting) look(line);
  }

  async line(pattern: RegExp): Promise<RegExpMatchArray> {
    for (const line of this.#lines) {
      const match = line.match(pattern);
      if (match !== null) return match;
    }
    return Promise.race([this.#nextLine(pattern), this.#endedWithout(pattern)]);
  }

  #nextLine(pattern: RegExp): Promise<RegExpMatchArray> {
    return new Promise((resolve) => {
      const look = (line: string): void => {
        const match = line.match(pattern);
        if (match === null) return;
        this.#waiting.delete(look);
        resolve(match);
      };
      this.#waiting.add(look);
    });
  }

  async #endedWithout(pattern: RegExp): Promise<never> {
    const { code, signal } = await this.ended;
    throw new Error(
      `${this.#entry} ended (${code ?? signal}) without ${pattern}:\n${this.output()}`,
    );
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  output(): string {
    return this.#lines.join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  end(signal: NodeJS.Signals): Promise<Ending> {
    this.#process.kill(signal);
    return this.ended;
  }
}

/**
 * Starts `src/…` with Node and tsx, as `npm start` does but without npm in between, so that signals
 * reach it; or a bundle (`.mjs`), with Node alone. Its environment contains only what is given
 * here, not what the developer may have set.
 */
export function startChild(entry: string, { args = [], env = {} }: ChildOptions = {}): Child {
  const { PATH = '', HOME = '' } = process.env;
  const loader = entry.endsWith('.mjs') ? [] : ['--import', 'tsx'];
  const child = spawn(process.execPath, [...loader, entry, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new RunningChild(entry, ownProcess(child));
}
