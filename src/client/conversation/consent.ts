import { ChatError } from '../../protocol/errors.ts';
import type { OrderedBody } from '../../protocol/record.ts';
import type { RecordKind } from '../inbound/admission.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type { Consent } from '../views.ts';

/** Consent to a conversation, as a state machine: how the records of each side change it. */

/** The consent after an outgoing record. */
export function consentAfterOwn(consent: Consent, { type }: OrderedBody): Consent {
  if (type === 'accept') return 'accepted';
  if (type === 'leave') return 'left-by-me';
  if (type !== 'text') return consent;
  return consent === 'accepted' ? 'accepted' : 'requested';
}

/**
 * The consent after a record of the peer that the admission rule accepts or buffers.
 * @param known whether the user has ever dealt with the peer: then there is something to leave
 */
export function consentAfterPeers(consent: Consent, kind: RecordKind, known: boolean): Consent {
  switch (kind) {
    // Two requests that cross count as accepted.
    case 'request':
      return consent === 'requested' || consent === 'accepted' ? 'accepted' : 'asked';
    // A person whom the user asked, and who writes back, has consented.
    case 'text':
    case 'accept':
      return consent === 'requested' ? 'accepted' : consent;
    // A stranger who withdraws a request is a stranger again.
    case 'leave':
      return consent === 'asked' && !known ? 'none' : 'left-by-peer';
    default:
      return consent;
  }
}

/** Whether a message needs the peer's consent first, and is therefore a request. */
export const isRequest = (consent: Consent): boolean => consent !== 'accepted';

/**
 * Whether the client may send the peer anything that the user did not write: only to people whom
 * the user has accepted or sent a request.
 */
export const mayAcknowledge = (consent: Consent): boolean =>
  consent === 'accepted' || consent === 'requested' || consent === 'left-by-peer';

/** Whether a conversation can be left, which the peer has to be told. */
export const canLeave = (consent: Consent): boolean =>
  consent === 'accepted' || consent === 'requested';

/**
 * What is not part of an accepted conversation would have no effect at the peer's.
 * @throws ChatError `key-changed`, `conversation-closed`
 */
export function checkConsent({ consent, blocked, nameTakenBy }: PeerState): void {
  if (nameTakenBy !== undefined) throw new ChatError('key-changed');
  if (blocked || consent !== 'accepted') throw new ChatError('conversation-closed');
}
