import type { Clock } from './clock.ts';

export interface ThrottleParts {
  readonly clock: Clock;
  /** Minimum time between two runs, ms. */
  readonly everyMs: number;
  task(): void;
}

/** Runs a task at once, and after that no more often than allowed. */
export class Throttle {
  readonly #parts: ThrottleParts;
  #cancel: (() => void) | undefined;
  #isDue = false;

  constructor(parts: ThrottleParts) {
    this.#parts = parts;
  }

  /** Requests a run. The task always runs once more after the last request. */
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
