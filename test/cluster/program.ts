import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A program that did not start, with the end of its output. */
export class ProgramEnded extends Error {
  override readonly name = 'ProgramEnded';
}

const TAIL = 4_000;

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** A line of its output that shows that it is ready. */
  readonly ready: RegExp;
}

/** A program that runs until it is stopped, with its output in a file. */
export class Program {
  readonly log: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, log: string) {
    this.#child = child;
    this.log = log;
    this.#ended = once(child, 'close');
  }

  /** @throws ProgramEnded */
  static async start(
    path: string,
    name: string,
    folder: string,
    { args, env, ready }: ProgramOptions,
  ): Promise<Program> {
    const child = spawn(path, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A separate process group, because some programs start others.
      detached: true,
    });
    const program = new Program(child, join(folder, `${name}.log`));
    const log = createWriteStream(program.log);
    const up = new Promise<boolean>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.pipe(log, { end: false });
        createInterface(stream).on('line', (line) => {
          if (ready.test(line)) resolve(true);
        });
      }
      child.once('error', reject);
      child.once('close', () => resolve(false));
    });
    if (await up) return program;
    throw new ProgramEnded(`${name} ended:\n${await program.said()}`);
  }

  /** The end of its output. */
  async said(): Promise<string> {
    return (await readFile(this.log, 'utf8')).slice(-TAIL);
  }

  async stop(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null)
      process.kill(-pid, 'SIGKILL');
    await this.#ended;
  }
}
