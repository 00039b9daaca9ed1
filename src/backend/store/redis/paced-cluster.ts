import { Cluster } from 'ioredis';

/** The pause after each look at the slots, ms. */
const PAUSE_MS = 500;

type Answer = (error?: Error | null) => void;

/**
 * A client of a Redis Cluster that looks at most every half second who has which slots. ioredis looks again at
 * once when a subscriber cannot connect, which takes a whole processor as long as a master is down.
 */
export class PacedCluster extends Cluster {
  #pause: NodeJS.Timeout | undefined;
  /** Those who asked during the pause. */
  #waiting: Answer[] = [];

  override refreshSlotsCache(answer: Answer = () => {}): void {
    if (this.#pause !== undefined) {
      this.#waiting.push(answer);
      return;
    }
    this.#pause = setTimeout(() => this.#next(), PAUSE_MS).unref();
    super.refreshSlotsCache(answer);
  }

  #next(): void {
    const waiting = this.#waiting;
    this.#pause = undefined;
    this.#waiting = [];
    if (waiting.length === 0 || this.status === 'end') return;
    this.refreshSlotsCache((error) => {
      for (const answer of waiting) answer(error);
    });
  }
}
