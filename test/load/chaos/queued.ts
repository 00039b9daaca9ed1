import type { Redis } from 'ioredis';

/** The number of envelopes in all mailboxes of a Redis. For tests only: it reads every key. */
export async function queuedEnvelopes(redis: Redis): Promise<number> {
  const keys = await redis.keys('live-chat/*/counters');
  const counts = await Promise.all(keys.map((key) => redis.hget(key, 'n')));
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
}
