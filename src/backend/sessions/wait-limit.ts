/** How often it is checked whether something has waited for too long, ms. */
export const WAIT_CHECK_MS = 50;

/** Something that waits. */
export interface Waiting {
  /**
   * Ends a wait that would last too long by the next check.
   * @param now as of `performance.now()`
   * @returns whether it still waits
   */
  check(now: number): boolean;
}

const waiting = new Set<Waiting>();
let timer: NodeJS.Timeout | undefined;

/**
 * Checks something until it no longer waits. One timer serves all: at a moderate rate of texts, a
 * timer for each would wake the process about as often as the texts do.
 */
export function limitWait(one: Waiting): void {
  waiting.add(one);
  timer ??= setInterval(checkAll, WAIT_CHECK_MS).unref();
}

function checkAll(): void {
  const now = performance.now();
  for (const one of waiting) if (!one.check(now)) waiting.delete(one);
  if (waiting.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}
