import type { Logger } from 'pino';
import { PRESENCE_BEAT_MS } from '../../protocol/limits.ts';

/** Runs work every PRESENCE_BEAT_MS, or as fast as the store answers, and never twice at the same time. */
export class Heartbeat {
  readonly #work: () => Promise<void>;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  constructor(work: () => Promise<void>, logger: Logger) {
    this.#work = work;
    this.#logger = logger;
  }

  start(): void {
    this.#timer = setInterval(() => void this.beat(), PRESENCE_BEAT_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Resolves when the work has ended, successfully or not: the next beat retries what failed. */
  beat(): Promise<void> {
    this.#beating ??= this.#work()
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'a heartbeat failed'))
      .finally(() => {
        this.#beating = undefined;
      });
    return this.#beating;
  }
}
