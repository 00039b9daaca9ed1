import { ChatError } from '../../../protocol/errors.ts';
import { PRESENCE_LIFE_MS } from '../../../protocol/limits.ts';
import {
  ADDRESS_ALLOWANCES,
  type AddressEvent,
  LocalAddressLimits,
} from '../address-allowances.ts';
import type { AddressLimits } from '../store.ts';
import { addressEventsKey, connectionsKey, LIVE_PODS_KEY } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { listOf, numberOf, textOf } from './replies.ts';
import { COUNT_CONNECTIONS } from './scripts/count-connections.lua.ts';
import { RATE_LIMIT } from './scripts/rate-limit.lua.ts';
import { RENEW_POD_LEASE } from './scripts/renew-pod-lease.lua.ts';

const SECOND_MS = 1000;
/** How long counts of connections are kept, and how often a process reports its own again, ms. */
const COUNTS_LIFE_MS = 3_600_000;
const REPORT_AGAIN_MS = COUNTS_LIFE_MS / 3;

/**
 * Counts over all relays. What a relay reported counts as long as the relay has a lease, which expires
 * PRESENCE_LIFE_MS after its last renewal: a relay that was killed holds no connections longer (ADR 17).
 */
export class RedisAddressLimits implements AddressLimits {
  readonly #link: RedisLink;
  readonly #now: () => number;
  /** Used while Redis cannot be reached. */
  readonly #local: LocalAddressLimits;
  /** The relays that had a lease when this one last renewed its own. */
  #livePods: readonly string[] = [];
  #reportedAt = 0;

  constructor(link: RedisLink, now: () => number) {
    this.#link = link;
    this.#now = now;
    this.#local = new LocalAddressLimits(now);
  }

  async count(event: AddressEvent, address: string): Promise<number> {
    const { rate, burst } = ADDRESS_ALLOWANCES[event];
    const intervalMs = SECOND_MS / rate;
    const args = [this.#now(), intervalMs, intervalMs * burst];
    try {
      return numberOf(await this.#link.run(RATE_LIMIT, [addressEventsKey(event, address)], args));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return this.#local.count(event, address);
    }
  }

  async reportConnections(address: string, here: number): Promise<number> {
    const times = [this.#now(), COUNTS_LIFE_MS, PRESENCE_LIFE_MS];
    const args = [...times, this.#link.pod, here, ...this.#livePods];
    return numberOf(await this.#link.run(COUNT_CONNECTIONS, [connectionsKey(address)], args));
  }

  async renewLease(): Promise<boolean> {
    const now = this.#now();
    const args = [now, now + PRESENCE_LIFE_MS, PRESENCE_LIFE_MS, this.#link.pod];
    const [isNew, ...pods] = listOf(await this.#link.run(RENEW_POD_LEASE, [LIVE_PODS_KEY], args));
    this.#livePods = pods.map(textOf);
    const isKnown = numberOf(isNew) === 0 && now - this.#reportedAt < REPORT_AGAIN_MS;
    if (!isKnown) this.#reportedAt = now;
    return isKnown;
  }
}
