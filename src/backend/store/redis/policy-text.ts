import * as v from 'valibot';
import { REQUEST_POLICIES } from '../../../protocol/events.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import type { Policy } from '../store.ts';

/** Serials with a number: 0 for an invite, the time of expiry, ms, for a revoked token. */
const serials = v.record(v.string(), v.pipe(v.number(), v.safeInteger()));

const policyText = v.strictObject({
  requests: v.picklist(REQUEST_POLICIES),
  listed: v.boolean(),
  invites: serials,
  revoked: serials,
});

/**
 * A policy as a person's hash stores it: JSON in which each serial is a key, so that scripts find one
 * without parsing it (policy.lua.ts).
 */
export function writePolicy({ requests, listed, invites, revoked }: Policy): string {
  const live = Object.fromEntries(invites.map((serial) => [serial, 0]));
  return JSON.stringify({ requests, listed, invites: live, revoked: Object.fromEntries(revoked) });
}

/** Inverse of `writePolicy`; the default policy when none is stored. */
export function parsePolicy(text: string | undefined): Policy {
  if (text === undefined) return DEFAULT_POLICY;
  const { invites, revoked, ...rest } = v.parse(policyText, JSON.parse(text));
  return { ...rest, invites: Object.keys(invites), revoked: new Map(Object.entries(revoked)) };
}
