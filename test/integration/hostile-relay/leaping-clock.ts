import type { Clock } from '../../../src/client/scheduling/clock.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that can jump: timers that were due in between fire immediately. */
export class LeapingClock implements Clock {
  #ahead = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return Date.now() + this.#ahead;
  }

  after(ms: number, task: () => void): () => void {
    const cancel = (): void => {
      clearTimeout(timeout);
      this.#timers.delete(timer);
    };
    const run = (): void => {
      cancel();
      task();
    };
    const timer = { at: this.now() + ms, run };
    const timeout = setTimeout(run, ms);
    this.#timers.add(timer);
    return cancel;
  }

  /** Advances the clock by ms; timers that were due in between run in order. */
  leap(ms: number): void {
    this.#ahead += ms;
    for (;;) {
      const now = this.now();
      const [due] = [...this.#timers].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      if (due === undefined) return;
      due.run();
    }
  }
}
