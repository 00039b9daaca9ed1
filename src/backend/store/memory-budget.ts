import type { Lane } from '../../protocol/events.ts';
import { MAILBOX_FREE_SHARE } from '../../protocol/limits.ts';

/** What the store's memory is used for, in the order in which it is kept free: first to last. */
export type MemoryKind = 'directory' | Lane;

/** The memory of one kind, bytes. */
export interface MemoryUse {
  readonly kind: MemoryKind;
  readonly used: number;
  readonly limit: number;
}

/** The memory of the whole store, by kind: no kind can use up the room of one before it. */
export interface MemoryBudget {
  /** Use and limit of each kind, as far as this process knows. */
  uses(): readonly MemoryUse[];
  /** Reports the figures of this process, and reads those of all. Does not fail: old figures are used meanwhile. */
  refresh(): Promise<void>;
}

/**
 * The bytes that one mailbox may hold while this much of its kind's budget is free. All mailboxes share
 * what is free, so that those that fill up leave room for those that are read.
 */
export const mailboxLimit = (free: number): number => Math.max(0, free) * MAILBOX_FREE_SHARE;
