import type { OrderedBody } from '../../protocol/record.ts';
import type { Consent } from '../views.ts';

/** Consent to a conversation, as a state machine: how the records of each side change it. */

/** The consent after an own record. */
export function consentAfterOwn(consent: Consent, { type }: OrderedBody): Consent {
  if (type === 'accept') return 'accepted';
  if (type === 'decline') return 'declined-by-me';
  if (type === 'leave') return 'left-by-me';
  return consent === 'accepted' ? 'accepted' : 'requested';
}

/**
 * The consent after a record of the peer.
 * @param stale the record was written before its author knew that the conversation was closed
 */
export function consentAfterPeers(consent: Consent, body: OrderedBody, stale: boolean): Consent {
  switch (body.type) {
    case 'accept':
      return consent === 'requested' ? 'accepted' : consent;
    case 'decline':
      return consent === 'requested' ? 'declined-by-peer' : consent;
    case 'leave':
      return consent === 'declined-by-me' || consent === 'left-by-me' ? consent : 'left-by-peer';
    case 'text':
      return body.request === true && !stale ? consentAfterRequest(consent) : consent;
  }
}

/** Two requests that cross count as accepted. */
function consentAfterRequest(consent: Consent): Consent {
  if (consent === 'accepted' || consent === 'requested') return 'accepted';
  return 'asked';
}

/** Whether a text needs the peer's consent first, and so is a request. */
export const isRequest = (consent: Consent): boolean => consent !== 'accepted';

/** Whether the peer may learn that something arrived: only once their request was answered. */
export const mayAcknowledge = (consent: Consent): boolean =>
  consent !== 'none' && consent !== 'asked';

/** Whether a conversation can be left: the peer has to be told. */
export const canLeave = (consent: Consent): boolean =>
  consent === 'accepted' || consent === 'requested';
