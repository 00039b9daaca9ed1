import { RateLimiterRedis } from 'rate-limiter-flexible';
import { PRESENCE_LIFE_MS } from '../../../protocol/limits.ts';
import { BoundedLimiter } from '../memory/bounded-limiter.ts';
import { SIGN_IN_ALLOWANCE, SignInLimit } from '../sign-in-limit.ts';
import type { Addresses } from '../store.ts';
import { connectionsKey, ROLL_KEY, SIGN_INS_KEY } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { listOf, numberOf, textOf } from './replies.ts';
import { COUNT_CONNECTIONS } from './scripts/count-connections.lua.ts';
import { ROLL_CALL } from './scripts/renew-pod-lease.lua.ts';

/** How long counts of connections are kept, and how often a process tells its own again, ms. */
const COUNTS_LIFE_MS = 3_600_000;
const TELL_AGAIN_MS = COUNTS_LIFE_MS / 3;

/**
 * Counts over all relays. What a relay told counts as long as the relay is on the roll, which it falls
 * off PRESENCE_LIFE_MS after its last word: one that was killed holds no place for longer (ADR 17).
 */
export class RedisAddresses implements Addresses {
  readonly #link: RedisLink;
  readonly #now: () => number;
  /** While Redis is away, sign-ins are counted in this process. */
  readonly #signIns: SignInLimit;
  /** The relays that were on the roll when it was last called. */
  #living: readonly string[] = [];
  #toldAt = 0;

  constructor(link: RedisLink, now: () => number) {
    this.#link = link;
    this.#now = now;
    this.#signIns = new SignInLimit(
      new RateLimiterRedis({
        ...SIGN_IN_ALLOWANCE,
        storeClient: link.client,
        keyPrefix: SIGN_INS_KEY,
        insuranceLimiter: new BoundedLimiter(SIGN_IN_ALLOWANCE),
      }),
    );
  }

  signIn(address: string): Promise<number> {
    return this.#signIns.take(address);
  }

  async connected(address: string, here: number): Promise<number> {
    const times = [this.#now(), COUNTS_LIFE_MS, PRESENCE_LIFE_MS];
    const args = [...times, this.#link.pod, here, ...this.#living];
    return numberOf(await this.#link.run(COUNT_CONNECTIONS, [connectionsKey(address)], args));
  }

  async confirm(): Promise<boolean> {
    const now = this.#now();
    const args = [now, now + PRESENCE_LIFE_MS, PRESENCE_LIFE_MS, this.#link.pod];
    const [isNew, ...living] = listOf(await this.#link.run(ROLL_CALL, [ROLL_KEY], args));
    this.#living = living.map(textOf);
    const isKnown = numberOf(isNew) === 0 && now - this.#toldAt < TELL_AGAIN_MS;
    if (!isKnown) this.#toldAt = now;
    return isKnown;
  }
}
