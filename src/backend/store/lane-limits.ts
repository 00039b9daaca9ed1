import type { ErrorCode } from '../../protocol/errors.ts';
import {
  MAILBOX_MAX_AGE_MS,
  MAILBOX_MAX_BYTES,
  MAILBOX_MAX_ENVELOPES,
  MAILBOX_SENDER_SHARE,
  STRANGER_MAX_BYTES,
  STRANGER_MAX_ENVELOPES,
  STRANGERS_MAIL_MAX_BYTES,
  STRANGERS_MAX_AGE_MS,
  STRANGERS_MAX_ENVELOPES,
} from '../../protocol/limits.ts';
import type { Lane } from './store.ts';

/** What one mailbox may hold, and the codes with which it rejects more. */
export interface LaneLimits {
  readonly maxAgeMs: number;
  readonly envelopes: number;
  readonly bytes: number;
  readonly full: ErrorCode;
  /** When all mailboxes of the lane together use too much memory. */
  readonly memoryFull: ErrorCode;
  /** The same for one sender. */
  readonly senderEnvelopes: number;
  readonly senderBytes: number;
  readonly senderFull: ErrorCode;
}

/** The limits of one mailbox, in any store. */
export const LANE_LIMITS: Readonly<Record<Lane, LaneLimits>> = {
  contacts: {
    maxAgeMs: MAILBOX_MAX_AGE_MS,
    envelopes: MAILBOX_MAX_ENVELOPES,
    bytes: MAILBOX_MAX_BYTES,
    full: 'mailbox-full',
    memoryFull: 'mail-full',
    senderEnvelopes: MAILBOX_MAX_ENVELOPES * MAILBOX_SENDER_SHARE,
    senderBytes: MAILBOX_MAX_BYTES * MAILBOX_SENDER_SHARE,
    senderFull: 'mailbox-share-full',
  },
  strangers: {
    maxAgeMs: STRANGERS_MAX_AGE_MS,
    envelopes: STRANGERS_MAX_ENVELOPES,
    bytes: STRANGERS_MAIL_MAX_BYTES,
    full: 'requests-full',
    memoryFull: 'requests-full',
    senderEnvelopes: STRANGER_MAX_ENVELOPES,
    senderBytes: STRANGER_MAX_BYTES,
    senderFull: 'requests-full',
  },
};
