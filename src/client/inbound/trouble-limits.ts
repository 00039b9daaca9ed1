import { TROUBLE_PER_CHAIN_MS, TROUBLE_PER_HOUR } from '../../protocol/limits.ts';

const HOUR_MS = 3_600_000;

/** Limits how often a peer is told of trouble: a relay that drops and replays must cause no loop. */
export class TroubleLimits {
  #told: { readonly chain: string; readonly at: number }[] = [];

  /** Whether trouble about a chain may be told now. If so, it counts as told. */
  take(chain: string, now: number): boolean {
    this.#told = this.#told.filter(({ at }) => at > now - HOUR_MS);
    const lately = this.#told.some((t) => t.chain === chain && t.at > now - TROUBLE_PER_CHAIN_MS);
    if (lately || this.#told.length >= TROUBLE_PER_HOUR) return false;
    this.#told.push({ chain, at: now });
    return true;
  }
}
