import { ChatError } from '../protocol/errors.ts';
import {
  ADDRESSES_COUNTED_MAX,
  CONNECTIONS_PER_ADDRESS,
  SIGN_INS_PER_MINUTE,
} from '../protocol/limits.ts';
import { ExpiringMap } from './expiring-map.ts';
import { TokenBucket } from './token-bucket.ts';

const MINUTE_MS = 60_000;

/** Counts what comes from each address (addresses are hashes here). Bounded in memory. */
export class AddressBook {
  readonly #now: () => number;
  readonly #connections = new Map<string, number>();
  /** A bucket that nobody used for a minute is full again, and may be forgotten. */
  readonly #signIns: ExpiringMap<string, TokenBucket>;

  constructor(now: () => number) {
    this.#now = now;
    this.#signIns = new ExpiringMap(MINUTE_MS, now);
  }

  connected(address: string): void {
    this.#connections.set(address, this.connections(address) + 1);
  }

  disconnected(address: string): void {
    const left = this.connections(address) - 1;
    if (left > 0) this.#connections.set(address, left);
    else this.#connections.delete(address);
  }

  connections(address: string): number {
    return this.#connections.get(address) ?? 0;
  }

  /** Whether this address has more connections open than it may. */
  isCrowded(address: string): boolean {
    return this.connections(address) > CONNECTIONS_PER_ADDRESS;
  }

  /** Counts a sign-in, successful or not. @throws ChatError `too-many-sign-ins` */
  signIn(address: string): void {
    const bucket = this.#signIns.get(address) ?? this.#newBucket();
    this.#signIns.set(address, bucket);
    const retryAfterMs = bucket.take();
    if (retryAfterMs > 0) throw new ChatError('too-many-sign-ins', { retryAfterMs });
  }

  #newBucket(): TokenBucket {
    if (this.#signIns.size >= ADDRESSES_COUNTED_MAX) {
      const [oldest] = this.#signIns.oldest() ?? [];
      if (oldest !== undefined) this.#signIns.delete(oldest);
    }
    return new TokenBucket(SIGN_INS_PER_MINUTE / 60, SIGN_INS_PER_MINUTE, this.#now);
  }
}
