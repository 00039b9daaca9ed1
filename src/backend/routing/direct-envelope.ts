import type { Bytes } from '../../protocol/bytes.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { PersonId } from '../store/store.ts';

/** The outcome of an envelope that was passed to the receiver's pod. */
export type DirectOutcome =
  /** The client acknowledged it: it is stored on the device. */
  | { readonly kind: 'delivered' }
  /** The receiver's pod queued it in the mailbox, at this position. */
  | { readonly kind: 'queued'; readonly position: number }
  /** The mailbox rejected it. */
  | { readonly kind: 'rejected'; readonly code: ErrorCode }
  /** The receiver is not connected there, or the pod does not reply. */
  | { readonly kind: 'unreachable' };

export const DELIVERED: DirectOutcome = { kind: 'delivered' };
export const UNREACHABLE: DirectOutcome = { kind: 'unreachable' };

/** An envelope that is sent directly to a connected receiver, bypassing the mailbox. */
export interface DirectEnvelope {
  readonly to: PersonId;
  readonly from: PersonId;
  readonly envelope: Bytes;
  /**
   * Mailbox position of the last queued envelope of the same sender, after which this one must be
   * delivered.
   */
  readonly after: number;
  /** Reports its outcome, once. */
  settle(outcome: DirectOutcome): void;
}
