/**
 * One Ctrl-C arrives several times: from the terminal, from npm and from tsx. The same signal
 * within this time is the same Ctrl-C, ms.
 */
const ECHO_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Calls `first` at the first SIGINT or SIGTERM, and `second` at the next one that is not a
 * duplicate of it.
 */
export function onInterrupts(first: () => void, second: () => void): void {
  let begun: { readonly signal: NodeJS.Signals; readonly at: number } | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const at = performance.now();
      if (begun === undefined) {
        begun = { signal, at };
        first();
      } else if (signal !== begun.signal || at - begun.at > ECHO_MS) second();
    });
  }
}
