import type { Lane, Policy, Serial, ShownToken } from './store.ts';

/** The policy of a person who has not sent one. */
export const DEFAULT_POLICY: Policy = {
  requests: 'everyone',
  listed: true,
  invites: [],
  revoked: new Map(),
};

/**
 * The shares of the strangers' lane that senders may fill, by what they showed: no token, a live invite
 * token, a contact token that has expired. So strangers cannot keep out people whom the owner has chosen.
 */
export const LANE_SHARES = { none: 1 / 2, invite: 3 / 4, contact: 1 } as const;

/**
 * The share of a mailbox that an envelope may help to fill.
 * @returns undefined when the policy does not admit it. The scripts of Redis do the same.
 */
export function shareOf(
  { requests, invites }: Policy,
  lane: Lane,
  token: ShownToken | undefined,
): number | undefined {
  if (lane === 'contacts' || token?.scope === 'contact') return LANE_SHARES.contact;
  const isInvited = token !== undefined && invites.includes(token.serial);
  if (isInvited && requests !== 'nobody') return LANE_SHARES.invite;
  return requests === 'everyone' ? LANE_SHARES.none : undefined;
}

/** Whether the token with a serial was revoked, and would otherwise still be valid. */
export const isRevoked = (
  { revoked }: Pick<Policy, 'revoked'>,
  serial: Serial | undefined,
  now: number,
): boolean => serial !== undefined && (revoked.get(serial) ?? 0) > now;
