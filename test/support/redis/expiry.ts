import type { Redis } from 'ioredis';
import { NAME_HELD_MS } from '../../../src/protocol/limits.ts';

/**
 * The keys of a Redis that never expire, or later than the maximum. For tests only: it reads every
 * key.
 * @throws RangeError when there is no key at all, because that would prove nothing
 */
export async function keysThatStay(redis: Redis): Promise<readonly string[]> {
  const keys = await redis.keys('*');
  const lives = await Promise.all(keys.map((key) => redis.pttl(key)));
  process.stdout.write(`expiry: ${keys.length} keys examined\n`);
  if (keys.length === 0) throw new RangeError('there is no key to examine');
  const ends = (life: number | undefined): boolean =>
    // -2: it has expired meanwhile.
    life !== undefined && (life === -2 || (life > 0 && life <= NAME_HELD_MS));
  return keys.filter((_, index) => !ends(lives[index]));
}
