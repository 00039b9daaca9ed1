import type { BellListener, Bells, QueuedLetter } from '../store.ts';
import { bellChannel } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { bytesOf, placeOf } from './replies.ts';

/** Hears of letters for people of this process, on a channel of its own. */
export class RedisBells implements Bells {
  readonly #listeners = new Set<BellListener>();

  private constructor(subscriber: RedisClient, channel: string) {
    const own = Buffer.from(channel);
    subscriber.on('messageBuffer', (from: Buffer, note: Buffer) => {
      if (from.equals(own)) this.#hear(note);
    });
  }

  /** Resolves when no bell can be missed any more, as long as the connection lasts. */
  static async listen(subscriber: RedisClient, pod: string): Promise<RedisBells> {
    const channel = bellChannel(pod);
    const bells = new RedisBells(subscriber, channel);
    await subscriber.subscribe(channel);
    return bells;
  }

  onRing(listener: BellListener): void {
    this.#listeners.add(listener);
  }

  #hear(note: Buffer): void {
    const end = note.indexOf(0);
    const person = note.toString('latin1', 0, end < 0 ? note.length : end);
    const letter = end < 0 ? undefined : letterOf(note.subarray(end + 1));
    for (const listener of this.#listeners) listener(person, letter);
  }
}

/** Place, sender and envelope, the first two ended by U+0000. */
function letterOf(note: Buffer): QueuedLetter {
  const afterPlace = note.indexOf(0);
  const afterFrom = note.indexOf(0, afterPlace + 1);
  return {
    ...placeOf(note.subarray(0, afterPlace)),
    from: note.toString('latin1', afterPlace + 1, afterFrom),
    envelope: bytesOf(note.subarray(afterFrom + 1)),
  };
}
