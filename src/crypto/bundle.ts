import {
  bundleTranscript,
  encodeBundle,
  type KeyBundle,
  type SignedKeyBundle,
} from '../protocol/bundle.ts';
import { type Bytes, equal } from '../protocol/bytes.ts';
import { ChatError } from '../protocol/errors.ts';
import { BUNDLE_MAX_AGE_MS, BUNDLE_MAX_AHEAD_MS } from '../protocol/limits.ts';
import { sign } from './identity-key.ts';
import { type VerifiedBundle, verifyBundle } from './verify.ts';

/** Signs a bundle and returns it encoded for the wire. */
export async function signBundle(bundle: KeyBundle, key: CryptoKey): Promise<Bytes> {
  const signed = bundleTranscript(bundle);
  return encodeBundle({ ...bundle, signed, signature: await sign(key, signed) });
}

/** What a client knows about an identity before it receives a bundle. */
export interface BundleExpectation {
  readonly identity: Bytes;
  /** The newest known bundle of this identity. */
  readonly newest: { readonly number: number; readonly digest: Bytes } | undefined;
  /** The client's clock, ms since 1970. */
  readonly now: number;
}

function checkRollback({ bundle, digest }: VerifiedBundle, { newest }: BundleExpectation): void {
  if (newest === undefined || bundle.number > newest.number) return;
  if (bundle.number < newest.number || !equal(digest, newest.digest)) {
    throw new ChatError('bundle-rollback');
  }
}

/** Whether keys are recent enough to be used; messages to older ones wait for a new bundle. */
export function checkAge({ created }: Pick<SignedKeyBundle, 'created'>, now: number): void {
  if (created < now - BUNDLE_MAX_AGE_MS) throw new ChatError('bundle-stale');
  if (created > now + BUNDLE_MAX_AHEAD_MS) throw new ChatError('bundle-clock');
}

/**
 * Verifies a bundle that a possibly hostile relay returned for an identity.
 * @throws ChatError `bundle-malformed`, `bundle-downgrade`, `bundle-signature`, `bundle-identity`,
 * `bundle-rollback`, `bundle-stale`, `bundle-clock`
 */
export async function acceptBundle(
  bytes: Uint8Array,
  expected: BundleExpectation,
): Promise<VerifiedBundle> {
  const verified = await verifyBundle(bytes);
  if (!equal(verified.bundle.identity, expected.identity)) throw new ChatError('bundle-identity');
  checkRollback(verified, expected);
  checkAge(verified.bundle, expected.now);
  return verified;
}
