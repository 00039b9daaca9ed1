import type { ClientContext } from '../client-context.ts';

/** A part that took longer than this to reach its receiver or the relay, ms, delays texts on the same line. */
const SLOW_MS = 1000;
const FAST_MS = 250;
/** Growth of the number at once for each fast one. */
const GROWTH = 0.25;
/** For how long nothing may be sent and then be made up for, ms: timers of hidden pages are slow. */
const BURST_MS = 1000;

interface PaceLimits {
  /** Shortest time between two parts in the long run, ms. */
  readonly everyMs: number;
  /** Parts that may wait for their acknowledgement. */
  readonly atOnce: number;
}

/**
 * When a client sends parts of files, to whomever: at half of the relay's rate, and only a few at a time, so that a text
 * never waits behind many of them.
 */
export class SendPace {
  readonly #clock: ClientContext['clock'];
  readonly #limits: PaceLimits;
  readonly #waiting: (() => void)[] = [];
  #atOnce = 1;
  #underWay = 0;
  #readyAt = 0;
  #isTimed = false;

  constructor(clock: ClientContext['clock'], limits: PaceLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Runs a task that sends one part, when it may. @throws what the task throws */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.#waiting.push(start);
      this.#work();
    });
    const since = this.#clock.now();
    try {
      return await task();
    } finally {
      this.#underWay--;
      this.#adapt(this.#clock.now() - since);
      this.#work();
    }
  }

  #adapt(ms: number): void {
    if (ms > SLOW_MS) this.#atOnce = 1;
    else if (ms < FAST_MS) this.#atOnce = Math.min(this.#limits.atOnce, this.#atOnce + GROWTH);
  }

  #work(): void {
    while (!this.#isTimed && this.#underWay < Math.floor(this.#atOnce)) {
      const now = this.#clock.now();
      // After the clock was set back, nothing waits longer than usual.
      const wait = Math.min(this.#readyAt - now, this.#limits.everyMs);
      if (this.#waiting.length === 0) return;
      if (wait > 0) {
        this.#isTimed = true;
        this.#clock.after(wait, () => {
          this.#isTimed = false;
          this.#work();
        });
        return;
      }
      this.#readyAt = Math.max(this.#readyAt, now - BURST_MS) + this.#limits.everyMs;
      this.#underWay++;
      this.#waiting.shift()?.();
    }
  }
}

const paces = new WeakMap<ClientContext, SendPace>();

/** The pace of a client. */
export function paceOf(client: ClientContext, limits: PaceLimits): SendPace {
  const pace = paces.get(client) ?? new SendPace(client.clock, limits);
  paces.set(client, pace);
  return pace;
}
