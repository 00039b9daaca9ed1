import type { Redis } from 'ioredis';

/** How many envelopes lie in all mailboxes of a Redis. For tests alone: it looks at every key. */
export async function queuedEnvelopes(redis: Redis): Promise<number> {
  const keys = await redis.keys('live-chat/*/counters');
  const counts = await Promise.all(keys.map((key) => redis.hget(key, 'n')));
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
}
