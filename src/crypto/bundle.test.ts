import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '../protocol/errors.ts';
import { BUNDLE_MAX_AGE_MS, BUNDLE_MAX_AHEAD_MS } from '../protocol/limits.ts';
import { acceptBundle } from './bundle.ts';
import { bitsToFlip, countFlips, flipBits } from './testing/flip.ts';
import { makeParty, type Party } from './testing/party.ts';
import { verifyBundle } from './verify.ts';

const CREATED = Date.UTC(2026, 0, 1);
const refused = (code: ErrorCode) => expect.objectContaining({ code });

let alice: Party;
beforeAll(async () => {
  alice = await makeParty({ number: 5 });
});

const expected = () => ({ identity: alice.identity.public, newest: undefined, now: CREATED });

describe('a bundle', () => {
  it('is accepted from the wire with everything that was signed', async () => {
    const { bundle, digest } = await acceptBundle(alice.bytes, expected());
    expect(bundle).toMatchObject({ number: 5, name: 'alice', modulus: alice.sealing.modulus });
    expect(digest).toEqual(alice.verified.digest);
  });

  it('is rejected with a bit of any byte flipped, and still accepted unmodified', async () => {
    const bits = bitsToFlip(alice.bytes);
    const outcomes = await flipBits(alice.bytes, verifyBundle, bits);
    expect(countFlips(outcomes)).toBe(bits.length);
    expect([...outcomes.keys()].sort()).toEqual([
      'bundle-downgrade',
      'bundle-malformed',
      'bundle-signature',
    ]);
    await acceptBundle(alice.bytes, expected());
  });

  it('of an identity other than the requested one is refused', async () => {
    const mallory = await makeParty({}, undefined);
    await expect(acceptBundle(mallory.bytes, expected())).rejects.toThrow(
      refused('bundle-identity'),
    );
  });

  it('older than one seen before is refused', async () => {
    const newest = { number: 6, digest: alice.verified.digest };
    await expect(acceptBundle(alice.bytes, { ...expected(), newest })).rejects.toThrow(
      refused('bundle-rollback'),
    );
  });

  it('with a known number and other content is refused', async () => {
    const newest = { number: 5, digest: alice.verified.digest };
    await acceptBundle(alice.bytes, { ...expected(), newest });
    const other = await makeParty({ number: 5, name: 'alicia' }, alice);
    await expect(acceptBundle(other.bytes, { ...expected(), newest })).rejects.toThrow(
      refused('bundle-rollback'),
    );
  });

  it.each([
    ['stale', CREATED + BUNDLE_MAX_AGE_MS, 'bundle-stale'],
    ['from the future', CREATED - BUNDLE_MAX_AHEAD_MS, 'bundle-clock'],
  ] as const)('that is %s is refused, one millisecond after the bound', async (_, bound, code) => {
    const beyond = bound + Math.sign(bound - CREATED);
    await acceptBundle(alice.bytes, { ...expected(), now: bound });
    await expect(acceptBundle(alice.bytes, { ...expected(), now: beyond })).rejects.toThrow(
      refused(code),
    );
  });
});
