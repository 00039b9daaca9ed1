import { Quota } from '../../limits/quota.ts';
import type { LaneLimits } from '../lane-limits.ts';
import { mailboxLimit } from '../memory-budget.ts';

/** Bytes that all mailboxes of one lane share: many full mailboxes must not crash the process. */
export class LaneMemory {
  /** The limits of each mailbox. */
  readonly mailbox: LaneLimits;
  readonly limit: number;
  readonly #bytes: Quota;

  constructor(mailbox: LaneLimits, limit: number) {
    this.mailbox = mailbox;
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
