import type { Bytes } from '../../protocol/bytes.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { PersonId } from '../store/store.ts';

/** What became of an envelope that was passed to the receiver's pod. */
export type DirectOutcome =
  /** The client acknowledged it: it is stored on the device. */
  | { readonly kind: 'delivered' }
  /** The receiver's pod put it into the mailbox, at this position. */
  | { readonly kind: 'queued'; readonly position: number }
  /** The mailbox rejected it. */
  | { readonly kind: 'rejected'; readonly code: ErrorCode }
  /** The receiver is not connected there, or the pod does not answer. */
  | { readonly kind: 'unreachable' };

export const DELIVERED: DirectOutcome = { kind: 'delivered' };
export const UNREACHABLE: DirectOutcome = { kind: 'unreachable' };

/** An envelope on its way to a connected receiver, past the mailbox. */
export interface DirectEnvelope {
  readonly to: PersonId;
  readonly from: PersonId;
  readonly envelope: Bytes;
  /** Mailbox position of the last envelope of the same sender that was queued: this one comes after it. */
  readonly after: number;
  /** Reports what became of it, once. */
  settle(outcome: DirectOutcome): void;
}
