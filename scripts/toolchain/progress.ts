/** How often a long step says that it goes on, ms. */
const HEARTBEAT_MS = 30_000;

/** Standard error: standard output is for answers, as of `scripts/render`. */
const log = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Says what begins, every half minute that it goes on, and how long it took. There is no limit to
 * that: a slow machine is slow, and what talks to a network has its own limits for a dead one.
 * @param what as in 'Helm v3.19.5: go install helm.sh/helm/v3/cmd/helm'
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
