import { ChatError, type ErrorCode } from '../../protocol/errors.ts';
import type { Clock } from '../scheduling/clock.ts';

/**
 * How many requests may be in flight at the same time, and how much of that each success restores.
 */
const WINDOW = 16;
const WINDOW_GROWTH = 0.25;
/** Temporary rejections: the request is repeated soon. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['rate-limited', 'unavailable']);
/** Pause when the relay does not say how long to wait, ms. */
const DEFAULT_PAUSE_MS = 1000;
/** Shortest pause, ms: the relay closes connections that retry too often. */
const MIN_PAUSE_MS = 200;

interface Job {
  /** Sends the request. @throws ChatError */
  readonly send: () => Promise<void>;
  readonly failed: (error: unknown) => void;
}

/** Sends requests to the relay in order, as fast as the relay accepts them. */
export class RequestQueue {
  readonly #clock: Clock;
  readonly #queue: Job[] = [];
  #underWay = 0;
  #window = WINDOW;
  #paused = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves with the relay's reply to a request, which may be sent several times.
   * @throws ChatError when the relay rejects it, but not `rate-limited` or `unavailable`
   */
  send<T>(request: () => Promise<T>): Promise<T> {
    return new Promise((done, failed) => {
      this.#queue.push({ send: async () => done(await request()), failed });
      this.#work();
    });
  }

  #work(): void {
    while (!this.#paused && this.#underWay < Math.floor(this.#window)) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      void this.#carry(job);
    }
  }

  async #carry(job: Job): Promise<void> {
    this.#underWay++;
    try {
      await job.send();
      this.#window = Math.min(WINDOW, this.#window + WINDOW_GROWTH);
    } catch (error) {
      this.#onFailure(job, error);
    } finally {
      this.#underWay--;
      this.#work();
    }
  }

  /**
   * A temporary rejection pauses all sending. The request is then repeated first and alone, because
   * the relay closes connections that do not slow down.
   */
  #onFailure(job: Job, error: unknown): void {
    if (error instanceof ChatError && PASSING.has(error.code)) {
      this.#queue.unshift(job);
      this.#window = 1;
      this.#pause(error.detail.retryAfterMs ?? DEFAULT_PAUSE_MS);
    } else {
      job.failed(error);
    }
  }

  #pause(ms: number): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#clock.after(Math.max(ms, MIN_PAUSE_MS), () => {
      this.#paused = false;
      this.#work();
    });
  }
}
