import type { OrderedBody } from '../../protocol/record.ts';
import type { Consent } from '../views.ts';

/** Who has agreed to talk, as a state machine: what each side's records do to it. */

/** What an own record does. */
export function consentAfterOwn(consent: Consent, { type }: OrderedBody): Consent {
  if (type === 'accept') return 'accepted';
  if (type === 'decline') return 'declined-by-me';
  if (type === 'leave') return 'left-by-me';
  return consent === 'accepted' ? 'accepted' : 'requested';
}

/**
 * What a record of the peer does.
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

/** Two requests that cross accept each other. */
function consentAfterRequest(consent: Consent): Consent {
  if (consent === 'accepted' || consent === 'requested') return 'accepted';
  return 'asked';
}

/** Whether a text needs the peer's consent first, and so is a request. */
export const isRequest = (consent: Consent): boolean => consent !== 'accepted';

/** Whether the peer may learn that something arrived: not before they were answered. */
export const mayAcknowledge = (consent: Consent): boolean =>
  consent !== 'none' && consent !== 'asked';

/** Whether a conversation can be left: there is someone who would not know otherwise. */
export const canLeave = (consent: Consent): boolean =>
  consent === 'accepted' || consent === 'requested';
