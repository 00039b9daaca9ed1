import {
  type IRateLimiterOptions,
  RateLimiterMemory,
  type RateLimiterRes,
} from 'rate-limiter-flexible';
import { ADDRESSES_COUNTED_MAX } from '../../../protocol/limits.ts';
import { ExpiringMap } from '../../limits/expiring-map.ts';

const SECOND_MS = 1000;

/** A limiter in this process's memory that forgets whoever came longest ago when it knows too many. */
export class BoundedLimiter extends RateLimiterMemory {
  readonly #known: ExpiringMap<string, true>;
  readonly #max: number;

  constructor(
    options: IRateLimiterOptions & { readonly duration: number },
    max = ADDRESSES_COUNTED_MAX,
  ) {
    super(options);
    this.#known = new ExpiringMap(options.duration * SECOND_MS, Date.now);
    this.#max = max;
  }

  override async consume(key: string): Promise<RateLimiterRes> {
    const [oldest] = this.#known.oldest() ?? [];
    const isFull = this.#known.get(key) === undefined && this.#known.size >= this.#max;
    if (isFull && oldest !== undefined) {
      this.#known.delete(oldest);
      await this.delete(oldest);
    }
    this.#known.set(key, true);
    return super.consume(key);
  }
}
