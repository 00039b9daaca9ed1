import { SIGN_IN_ALLOWANCE, SignInLimit } from '../sign-in-limit.ts';
import type { Addresses } from '../store.ts';
import { BoundedLimiter } from './bounded-limiter.ts';

/** Addresses of one process that is alone: what it has is all there is. */
export class MemoryAddresses implements Addresses {
  readonly #signIns = new SignInLimit(new BoundedLimiter(SIGN_IN_ALLOWANCE));

  signIn(address: string): Promise<number> {
    return this.#signIns.take(address);
  }

  async connected(_address: string, here: number): Promise<number> {
    return here;
  }

  async confirm(): Promise<boolean> {
    return true;
  }
}
