/** Latencies of one phase, ms. */
export class Latencies {
  readonly #times: number[] = [];

  add(ms: number): void {
    this.#times.push(ms);
  }

  get count(): number {
    return this.#times.length;
  }

  /** The latency that this share of all does not exceed, ms: 0.99 for p99. */
  quantile(share: number): number {
    const sorted = [...this.#times].sort((a, b) => a - b);
    return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  }
}
