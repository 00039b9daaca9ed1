/** A mutant that no test can or need notice, wherever it stands in its file. */
export interface Survivor {
  readonly file: string;
  /** The code that is replaced, and what replaces it, as Stryker prints them. */
  readonly original: string;
  readonly replacement: string;
  readonly reason: string;
}

export const SURVIVORS: readonly Survivor[] = [];
