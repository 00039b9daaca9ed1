import {
  ADDRESSES_COUNTED_MAX,
  SIGN_INS_PER_MINUTE,
  STRANGERS_MAIL_PER_HOUR,
} from '../../protocol/limits.ts';
import { type Allowance, KeyedRateLimit } from '../limits/keyed-rate-limit.ts';

/** How many events of each kind are allowed per address, in any store. */
export const ADDRESS_ALLOWANCES = {
  'sign-ins': { rate: SIGN_INS_PER_MINUTE / 60, burst: SIGN_INS_PER_MINUTE },
  'strangers-mail': { rate: STRANGERS_MAIL_PER_HOUR / 3600, burst: STRANGERS_MAIL_PER_HOUR },
} as const satisfies Record<string, Allowance>;

/** What is counted per address. */
export type AddressEvent = keyof typeof ADDRESS_ALLOWANCES;

/** The limits of one process, without the other processes. */
export class LocalAddressLimits {
  readonly #limits: Readonly<Record<AddressEvent, KeyedRateLimit>>;

  constructor(now: () => number) {
    const limitOf = (event: AddressEvent): KeyedRateLimit =>
      new KeyedRateLimit(ADDRESS_ALLOWANCES[event], now, ADDRESSES_COUNTED_MAX);
    this.#limits = { 'sign-ins': limitOf('sign-ins'), 'strangers-mail': limitOf('strangers-mail') };
  }

  /** Counts one event. @returns 0 when it is allowed, else the time until the next one is, ms */
  count(event: AddressEvent, address: string): number {
    return this.#limits[event].take(address);
  }
}
