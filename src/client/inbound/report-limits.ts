import { FAILURE_REPORT_PER_CHAIN_MS, FAILURE_REPORTS_PER_HOUR } from '../../protocol/limits.ts';

const HOUR_MS = 3_600_000;

/**
 * Limits how often failures are reported to a peer, so that a relay that drops and replays
 * envelopes cannot cause a loop.
 */
export class ReportLimits {
  #reported: { readonly chain: string; readonly at: number }[] = [];

  /** Whether a failure of a chain may be reported now. If so, the report is counted. */
  take(chain: string, now: number): boolean {
    this.#reported = this.#reported.filter(({ at }) => at > now - HOUR_MS);
    const recently = this.#reported.some(
      (t) => t.chain === chain && t.at > now - FAILURE_REPORT_PER_CHAIN_MS,
    );
    if (recently || this.#reported.length >= FAILURE_REPORTS_PER_HOUR) return false;
    this.#reported.push({ chain, at: now });
    return true;
  }
}
