/** Whether new visitors should be sent here, and why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}
