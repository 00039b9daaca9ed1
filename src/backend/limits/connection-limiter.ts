import type { Logger } from 'pino';
import { ChatError } from '../../protocol/errors.ts';
import {
  CONNECTIONS_PER_ADDRESS,
  CONNECTIONS_REFUSED_AT_ONCE,
  CUT_OFFS_PER_MINUTE,
} from '../../protocol/limits.ts';
import { Heartbeat } from '../sessions/heartbeat.ts';
import type { Addresses } from '../store/store.ts';
import { ExpiringMap } from './expiring-map.ts';

const MINUTE_MS = 60_000;

/**
 * Counts what comes from each address, together with all other relays. Addresses are hashes here
 * (client-address.ts). While the store is away, each relay counts its own.
 */
export class AddressBook {
  readonly #addresses: Addresses;
  readonly #here = new Map<string, number>();
  /** What the store does not know yet. */
  readonly #untold = new Set<string>();
  readonly #heartbeat: Heartbeat;
  /** How often connections were cut off in the last minute. */
  readonly #cutOffs: ExpiringMap<string, number>;

  constructor(addresses: Addresses, logger: Logger, now: () => number) {
    this.#cutOffs = new ExpiringMap(MINUTE_MS, now);
    this.#addresses = addresses;
    this.#heartbeat = new Heartbeat(() => this.#confirm(), logger);
  }

  start(): void {
    void this.#heartbeat.beat();
    this.#heartbeat.start();
  }

  stop(): void {
    this.#heartbeat.stop();
  }

  /** Tells the store all that it should know. */
  beat(): Promise<void> {
    return this.#heartbeat.beat();
  }

  /** The store was away, and may have lost anything. */
  tellAll(): Promise<void> {
    for (const address of this.#here.keys()) this.#untold.add(address);
    return this.beat();
  }

  /** Counts a connection, until it is `disconnected`. Resolves with whether there is room for it. */
  async connected(address: string): Promise<boolean> {
    const here = this.connections(address) + 1;
    this.#here.set(address, here);
    return (await this.#tell(address).catch(() => here)) <= CONNECTIONS_PER_ADDRESS;
  }

  disconnected(address: string): void {
    const left = this.connections(address) - 1;
    if (left > 0) this.#here.set(address, left);
    else this.#here.delete(address);
    this.#tell(address).catch(() => undefined);
  }

  /** How many connections of an address are open here. */
  connections(address: string): number {
    return this.#here.get(address) ?? 0;
  }

  /** A connection of this address had to be cut off. */
  wasCutOff(address: string): void {
    this.#cutOffs.set(address, (this.#cutOffs.get(address) ?? 0) + 1);
  }

  /** Whether so many connections of an address are open, or were cut off, that another gets no answer. */
  isFlooding(address: string): boolean {
    if ((this.#cutOffs.get(address) ?? 0) >= CUT_OFFS_PER_MINUTE) return true;
    return this.connections(address) >= CONNECTIONS_PER_ADDRESS + CONNECTIONS_REFUSED_AT_ONCE;
  }

  /** Counts a sign-in, successful or not. @throws ChatError `too-many-sign-ins` */
  async signIn(address: string): Promise<void> {
    const retryAfterMs = await this.#addresses.signIn(address);
    if (retryAfterMs > 0) throw new ChatError('too-many-sign-ins', { retryAfterMs });
  }

  async #confirm(): Promise<void> {
    if (!(await this.#addresses.confirm())) {
      for (const address of this.#here.keys()) this.#untold.add(address);
    }
    // One after the other: nobody waits for this, and others wait for the store.
    for (const address of [...this.#untold]) await this.#tell(address);
  }

  /** @returns the connections of all relays */
  async #tell(address: string): Promise<number> {
    this.#untold.delete(address);
    try {
      return await this.#addresses.connected(address, this.connections(address));
    } catch (error) {
      this.#untold.add(address);
      throw error;
    }
  }
}
