import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Backoff } from '../../src/client/scheduling/backoff.ts';
import { StartError } from '../../src/service/start-error.ts';

/** A program to run as long as the cluster runs. */
export interface Program {
  readonly name: string;
  /** Its name for people. */
  readonly role: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The line of its output that says that it is ready; its first group, if any, is the port. */
  readonly ready: RegExp;
  /** Which of its lines are worth showing. */
  readonly shows: (line: string) => boolean;
}

/** First and longest wait before a crashed program is restarted, ms. */
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 5_000;
/** How many lines of a failed start are shown. */
const LINES_SHOWN = 20;

/** A running program, which is restarted when it crashes. */
export class Worker {
  readonly program: Program;
  readonly #print: (line: string) => void;
  readonly #backoff = new Backoff(RETRY_MIN_MS, RETRY_MAX_MS);
  #child: ChildProcess | undefined;
  #port: number | undefined;
  #wanted = true;

  /** @param print is called with what happens, and with the program's output */
  constructor(program: Program, print: (line: string) => void) {
    this.program = program;
    this.#print = (line) => print(`${program.name}: ${line}`);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The port on which it serves; undefined while it does not. */
  get port(): number | undefined {
    return this.#port;
  }

  /** Resolves when it is ready. @throws StartError when it ends first */
  async start(): Promise<void> {
    const child = this.#spawn();
    this.#child = child;
    const said: string[] = [];
    const ended = endOf(child);
    const serves = this.#listen(child, said);
    const how = await Promise.race([ended, serves]);
    if (how !== undefined) {
      const { name } = this.program;
      const lines = said.slice(-LINES_SHOWN).join('\n');
      throw new StartError(`${name} ended (${how}) before it served:\n${lines}`);
    }
    void ended.then((end) => this.#replace(end));
  }

  /** Asks it to stop, and kills it after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    const late = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.kill('SIGTERM');
    await endOf(child);
    clearTimeout(late);
  }

  /** Kills it. */
  kill(): void {
    this.#wanted = false;
    this.#child?.kill('SIGKILL');
  }

  /** In its own process group: the terminal's Ctrl-C is for us, and we decide what ends when. */
  #spawn(): ChildProcess {
    const { command, args, env } = this.program;
    const { PATH = '', HOME = '' } = process.env;
    return spawn(command, args, {
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  /** Resolves at the line that says that it is ready; from then on its lines are shown. */
  #listen(child: ChildProcess, said: string[]): Promise<undefined> {
    return new Promise((resolve) => {
      const hear = (line: string): void => {
        if (this.#port !== undefined) {
          if (this.#wanted && this.program.shows(line)) this.#print(line);
          return;
        }
        said.push(line);
        const match = this.program.ready.exec(line);
        if (match === null) return;
        this.#port = Number(match[1] ?? 0);
        resolve(undefined);
      };
      for (const stream of [child.stdout, child.stderr]) {
        if (stream !== null) createInterface(stream).on('line', hear);
      }
    });
  }

  async #replace(how: string): Promise<void> {
    this.#port = undefined;
    if (!this.#wanted) return;
    this.#print(`ended (${how}); it is started again`);
    await pause(this.#backoff.next());
    if (!this.#wanted) return;
    try {
      await this.start();
      this.#backoff.reset();
      this.#print(`runs again, process ${this.pid}`);
    } catch (error) {
      await this.#replace(error instanceof Error ? error.message : String(error));
    }
  }
}

const hasEnded = ({ exitCode, signalCode, pid }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null || pid === undefined;

/** How it ended: a code, a signal, or why it could not start. */
async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'close');
    return String(code ?? signal);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
