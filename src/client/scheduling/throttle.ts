import type { Clock } from './clock.ts';

export interface ThrottleParts {
  readonly clock: Clock;
  /** Least time between two runs, ms. */
  readonly everyMs: number;
  task(): void;
}

/** Runs a task at once, and then no more often than allowed, however often it is asked for. */
export class Throttle {
  readonly #parts: ThrottleParts;
  #cancel: (() => void) | undefined;
  #isDue = false;

  constructor(parts: ThrottleParts) {
    this.#parts = parts;
  }

  /** The last one that asks is not forgotten: the task runs once more after it. */
  ask(): void {
    this.#isDue = true;
    if (this.#cancel === undefined) this.#run();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #run(): void {
    if (!this.#isDue) return;
    const { clock, everyMs, task } = this.#parts;
    this.#isDue = false;
    this.#cancel = clock.after(everyMs, () => {
      this.#cancel = undefined;
      this.#run();
    });
    task();
  }
}
