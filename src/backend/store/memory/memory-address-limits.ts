import { type AddressEvent, LocalAddressLimits } from '../address-allowances.ts';
import type { AddressLimits } from '../store.ts';

/** The address limits of a single process: its own counts are complete. */
export class MemoryAddressLimits implements AddressLimits {
  readonly #limits: LocalAddressLimits;

  constructor(now: () => number) {
    this.#limits = new LocalAddressLimits(now);
  }

  async count(event: AddressEvent, address: string): Promise<number> {
    return this.#limits.count(event, address);
  }

  async reportConnections(_address: string, here: number): Promise<number> {
    return here;
  }

  async renewLease(): Promise<boolean> {
    return true;
  }
}
