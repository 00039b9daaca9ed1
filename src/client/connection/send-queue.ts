import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError, type ErrorCode } from '../../protocol/errors.ts';
import type { Clock } from '../scheduling/clock.ts';

/**
 * How many envelopes may be in flight at the same time, and how much of that each success restores.
 */
const WINDOW = 16;
const WINDOW_GROWTH = 0.25;
/** Temporary rejections: the envelope is sent again soon. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['rate-limited', 'unavailable']);
/** Pause when the relay does not say how long to wait, ms. */
const DEFAULT_PAUSE_MS = 1000;
/** Shortest pause, ms: the relay closes connections that retry too often. */
const MIN_PAUSE_MS = 200;

interface Job {
  readonly to: Bytes;
  readonly envelope: Bytes;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export interface SendQueueParts {
  readonly clock: Clock;
  /** Sends an envelope to the relay. @throws ChatError */
  send(to: Bytes, envelope: Bytes): Promise<unknown>;
}

/** Sends envelopes in order, as fast as the relay accepts them. */
export class SendQueue {
  readonly #parts: SendQueueParts;
  readonly #queue: Job[] = [];
  #underWay = 0;
  #window = WINDOW;
  #paused = false;

  constructor(parts: SendQueueParts) {
    this.#parts = parts;
  }

  /** Resolves when the relay has stored the envelope. @throws ChatError when it rejects it */
  send(to: Bytes, envelope: Bytes): Promise<void> {
    return new Promise((done, failed) => {
      this.#queue.push({ to, envelope, done, failed });
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
      await this.#parts.send(job.to, job.envelope);
      this.#window = Math.min(WINDOW, this.#window + WINDOW_GROWTH);
      job.done();
    } catch (error) {
      this.#onFailure(job, error);
    } finally {
      this.#underWay--;
      this.#work();
    }
  }

  /**
   * A temporary rejection pauses all sending. The envelope is then sent first and alone, because
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
    this.#parts.clock.after(Math.max(ms, MIN_PAUSE_MS), () => {
      this.#paused = false;
      this.#work();
    });
  }
}
