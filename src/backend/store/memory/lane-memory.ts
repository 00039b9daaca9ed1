import type { ErrorCode } from '../../../protocol/errors.ts';
import { Quota } from '../../limits/quota.ts';
import { LANE_LIMITS } from '../lane-limits.ts';
import { mailboxLimit } from '../memory-budget.ts';
import type { Lane } from '../store.ts';

/** Bytes that all mailboxes of one lane share: many full mailboxes must not crash the process. */
export class LaneMemory {
  readonly limit: number;
  /** The code with which it rejects envelopes. */
  readonly full: ErrorCode;
  readonly #bytes: Quota;

  constructor(lane: Lane, limit: number) {
    this.full = LANE_LIMITS[lane].memoryFull;
    this.limit = limit;
    this.#bytes = new Quota(limit);
  }

  get used(): number {
    return this.#bytes.used;
  }

  /** The most that one mailbox may hold now. */
  get mailboxLimit(): number {
    return mailboxLimit(this.limit - this.used);
  }

  add(bytes: number): void {
    this.#bytes.add(bytes);
  }

  release(bytes: number): void {
    this.#bytes.release(bytes);
  }
}
