import type { Bells, PersonId } from '../store.ts';
import { bellChannel } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

/** Hears of letters for people of this process, on a channel of its own. */
export class RedisBells implements Bells {
  readonly #listeners = new Set<(person: PersonId) => void>();

  private constructor(subscriber: RedisClient, channel: string) {
    subscriber.on('message', (from: string, person: string) => {
      if (from !== channel) return;
      for (const listener of this.#listeners) listener(person);
    });
  }

  /** Resolves when no bell can be missed any more, as long as the connection lasts. */
  static async listen(subscriber: RedisClient, pod: string): Promise<RedisBells> {
    const channel = bellChannel(pod);
    const bells = new RedisBells(subscriber, channel);
    await subscriber.subscribe(channel);
    return bells;
  }

  onRing(listener: (person: PersonId) => void): void {
    this.#listeners.add(listener);
  }
}
