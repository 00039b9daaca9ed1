import type { Redis } from 'ioredis';
import { personKey } from '../../../src/backend/store/redis/keys.ts';
import type { PersonId } from '../../../src/client/views.ts';

/** The number of envelopes in all mailboxes of a Redis. For tests only: it reads every key. */
export async function queuedEnvelopes(redis: Redis): Promise<number> {
  const keys = await redis.keys('live-chat/*/counters');
  const counts = await Promise.all(keys.map((key) => redis.hget(key, 'n')));
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
}

/** Whether a Redis has a person, for whom it then keeps envelopes. One that was emptied has nobody until pods notice. */
export async function isKnown(redis: Redis, person: PersonId): Promise<boolean> {
  return (await redis.exists(personKey(person))) === 1;
}
