import type { Clock } from '../scheduling/clock.ts';

interface Timer {
  at: number;
  readonly task: () => void;
}

/** A clock that a test moves by hand. */
export class ManualClock implements Clock {
  #time = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#time;
  }

  after(ms: number, task: () => void): () => void {
    const timer = { at: this.#time + ms, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Somebody sets the clock, without any time passing. */
  set(ms: number): void {
    const change = ms - this.#time;
    const timers = [...this.#timers];
    this.#timers.clear();
    this.#time = ms;
    for (const timer of timers) this.#timers.add(Object.assign(timer, { at: timer.at + change }));
  }

  /** Advances the time and runs the tasks that became due, in order. */
  advance(ms: number): void {
    const end = this.#time + ms;
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#time = Math.max(this.#time, due.at);
      due.task();
    }
    this.#time = end;
  }
}
