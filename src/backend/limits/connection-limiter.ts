import type { Logger } from 'pino';
import { ChatError } from '../../protocol/errors.ts';
import {
  ADDRESSES_COUNTED_MAX,
  CONNECTIONS_PER_ADDRESS,
  CONNECTIONS_REFUSED_AT_ONCE,
  TERMINATIONS_PER_MINUTE,
} from '../../protocol/limits.ts';
import { Heartbeat } from '../cluster/heartbeat.ts';
import type { AddressLimits, PersonId } from '../store/store.ts';
import { KeyedRateLimit } from './keyed-rate-limit.ts';

const TERMINATION_ALLOWANCE = {
  rate: TERMINATIONS_PER_MINUTE / 60,
  burst: TERMINATIONS_PER_MINUTE,
};

/**
 * Limits the connections and sign-ins of each address, together with all other relays. Addresses are
 * keyed hashes (client-address.ts). While the store cannot be reached, each relay counts its own.
 */
export class ConnectionLimiter {
  readonly #limits: AddressLimits;
  readonly #here = new Map<string, number>();
  /** Addresses whose count the store does not have yet. */
  readonly #unreported = new Set<string>();
  readonly #heartbeat: Heartbeat;
  readonly #terminations: KeyedRateLimit;
  readonly #personTerminations: KeyedRateLimit;

  constructor(limits: AddressLimits, logger: Logger, now: () => number) {
    this.#terminations = new KeyedRateLimit(TERMINATION_ALLOWANCE, now, ADDRESSES_COUNTED_MAX);
    this.#personTerminations = new KeyedRateLimit(
      TERMINATION_ALLOWANCE,
      now,
      ADDRESSES_COUNTED_MAX,
    );
    this.#limits = limits;
    this.#heartbeat = new Heartbeat(() => this.#renew(), logger);
  }

  start(): void {
    void this.#heartbeat.beat();
    this.#heartbeat.start();
  }

  stop(): void {
    this.#heartbeat.stop();
  }

  /** Renews the lease and reports what the store does not have yet. */
  beat(): Promise<void> {
    return this.#heartbeat.beat();
  }

  /** Reports every address again: the store was away and may have lost anything. */
  reportAll(): Promise<void> {
    for (const address of this.#here.keys()) this.#unreported.add(address);
    return this.beat();
  }

  /** Counts a connection until it is `disconnected`. Resolves with whether there is room for it. */
  async connected(address: string): Promise<boolean> {
    const here = this.connections(address) + 1;
    this.#here.set(address, here);
    return (await this.#report(address).catch(() => here)) <= CONNECTIONS_PER_ADDRESS;
  }

  disconnected(address: string): void {
    const left = this.connections(address) - 1;
    if (left > 0) this.#here.set(address, left);
    else this.#here.delete(address);
    this.#report(address).catch(() => undefined);
  }

  /** The number of connections of an address to this process. */
  connections(address: string): number {
    return this.#here.get(address) ?? 0;
  }

  /**
   * A connection had to be terminated. It is charged to the person who was signed in, because others
   * may share the address; to the address if nobody was.
   */
  recordTermination(address: string, person?: PersonId): void {
    if (person === undefined) this.#terminations.take(address);
    else this.#personTerminations.take(person);
  }

  /**
   * Checks that a person may sign in: too many of their connections had to be terminated, else.
   * @throws ChatError `rate-limited`
   */
  checkPerson(person: PersonId): void {
    const retryAfterMs = this.#personTerminations.waitMs(person);
    if (retryAfterMs > 0) throw new ChatError('rate-limited', { retryAfterMs });
  }

  /**
   * Whether an address has so many connections, or terminations, that another one gets no reply.
   */
  isFlooding(address: string): boolean {
    if (this.#terminations.waitMs(address) > 0) return true;
    return this.connections(address) >= CONNECTIONS_PER_ADDRESS + CONNECTIONS_REFUSED_AT_ONCE;
  }

  /** Counts a sign-in, successful or not. @throws ChatError `too-many-sign-ins` */
  async countSignIn(address: string): Promise<void> {
    const retryAfterMs = await this.#limits.count('sign-ins', address);
    if (retryAfterMs > 0) throw new ChatError('too-many-sign-ins', { retryAfterMs });
  }

  async #renew(): Promise<void> {
    if (!(await this.#limits.renewLease())) {
      for (const address of this.#here.keys()) this.#unreported.add(address);
    }
    // One after the other: nothing waits for this, while other work waits for the store.
    for (const address of [...this.#unreported]) await this.#report(address);
  }

  /** @returns the connections of the address to all relays */
  async #report(address: string): Promise<number> {
    this.#unreported.delete(address);
    try {
      return await this.#limits.reportConnections(address, this.connections(address));
    } catch (error) {
      this.#unreported.add(address);
      throw error;
    }
  }
}
