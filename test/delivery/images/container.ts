import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { BuiltImage } from './engine.ts';

/** A folder or file that is mounted read-only in a container. */
export interface ReadOnlyMount {
  readonly from: string;
  readonly to: string;
}

/** How a container runs: what Kubernetes' "restricted" profile allows, and the chart's numbers. */
export interface ContainerOptions {
  readonly id: string;
  /** Where the runtime keeps its files. */
  readonly folder: string;
  readonly image: BuiltImage;
  readonly user: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Replaces the image's command. */
  readonly args?: readonly string[];
  readonly mounts?: readonly ReadOnlyMount[];
}

export type Signal = 'TERM' | 'KILL';

/** A container that is running or has run. */
export class Container {
  /** The exit code. */
  readonly ended: Promise<number>;
  /** Sends a signal to its process. */
  readonly signal: (name: Signal) => void;
  readonly #id: string;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<(line: string) => void>();

  /** @param process the foreground process of the container: its output and exit code */
  constructor(id: string, process: ChildProcess, signal: (name: Signal) => void) {
    this.#id = id;
    this.signal = signal;
    this.ended = once(process, 'close').then(([code]) => code ?? -1);
    for (const stream of [process.stdout, process.stderr]) {
      if (stream !== null) createInterface(stream).on('line', (line) => this.#add(line));
    }
  }

  #add(line: string): void {
    this.#lines.push(line);
    for (const look of this.#waiting) look(line);
  }

  output(): string {
    return this.#lines.join('\n');
  }

  /** Waits for a line that contains a text. @throws Error if the container ends without it */
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
}
