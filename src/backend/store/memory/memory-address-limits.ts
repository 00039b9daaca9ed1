import type { KeyedRateLimit } from '../../limits/keyed-rate-limit.ts';
import { createSignInLimit } from '../sign-in-allowance.ts';
import type { AddressLimits } from '../store.ts';

/** The address limits of a single process: its own counts are complete. */
export class MemoryAddressLimits implements AddressLimits {
  readonly #signIns: KeyedRateLimit;

  constructor(now: () => number) {
    this.#signIns = createSignInLimit(now);
  }

  async countSignIn(address: string): Promise<number> {
    return this.#signIns.take(address);
  }

  async reportConnections(_address: string, here: number): Promise<number> {
    return here;
  }

  async renewLease(): Promise<boolean> {
    return true;
  }
}
