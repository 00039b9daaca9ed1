/** A mutant that no test can or need detect, wherever it is in its file. */
export interface Survivor {
  readonly file: string;
  /** The code that is replaced, and what replaces it, as Stryker prints them. */
  readonly original: string;
  readonly replacement: string;
  readonly reason: string;
}

export const SURVIVORS: readonly Survivor[] = [
  {
    file: 'src/backend/limits/rate-limit.ts',
    original: 'waitMs > 0.001',
    replacement: 'waitMs >= 0.001',
    reason: 'The bound absorbs rounding of floating-point numbers; no sum hits it exactly.',
  },
  {
    file: 'src/client/scheduling/throttle.ts',
    original: 'false',
    replacement: 'true',
    reason: 'The first run follows a request, which sets the flag in any case.',
  },
];
