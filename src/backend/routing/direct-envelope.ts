import type { Bytes } from '../../protocol/bytes.ts';
import { envelopeIdOf } from '../../protocol/envelope.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { PersonId, SentEnvelope, Serial } from '../store/store.ts';

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
  /** Serial of the sender's contact token; undefined only without one, while relays are updated. */
  readonly serial: Serial | undefined;
  /**
   * Mailbox position of the last queued envelope of the same sender, after which this one must be
   * delivered.
   */
  readonly after: number;
  /** Reports its outcome, once. */
  settle(outcome: DirectOutcome): void;
}

/** The same envelope for a mailbox. */
export function sentOf({ from, envelope, serial }: DirectEnvelope): SentEnvelope {
  const token = serial === undefined ? undefined : { scope: 'contact' as const, serial };
  return { from, id: envelopeIdOf(envelope), envelope, token };
}
