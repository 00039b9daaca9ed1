import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  bundleTranscript,
  decodeBundle,
  encodeBundle,
  type KeyBundle,
  SIGNATURE_BYTES,
} from './bundle.ts';
import { concat } from './bytes.ts';
import { anyBundle } from './testing/arbitraries.ts';
import { rowsUnder } from './testing/document.ts';
import { codeOf, expectExactLength } from './testing/strictness.ts';
import { parseTranscript, transcript } from './transcript.ts';

const [sample] = fc.sample(anyBundle, { numRuns: 1, seed: 1 });
if (sample === undefined) throw new Error('no sample');
const { suite, number, created, name, identity, modulus, kemKey, signed, signature } = sample;

/** The error code for a bundle with changed fields. */
function refusal(fields: Partial<KeyBundle>): string | undefined {
  const bytes = concat(bundleTranscript({ ...(sample as KeyBundle), ...fields }), signature);
  return codeOf(() => decodeBundle(bytes));
}

describe('a bundle', () => {
  it('is read back as it was written, with the bytes that were signed', () => {
    fc.assert(
      fc.property(anyBundle, (bundle) => {
        expect(decodeBundle(encodeBundle(bundle))).toEqual(bundle);
      }),
    );
  });

  it('is the transcript of the fields that the protocol document lists, then the signature', () => {
    expect(encodeBundle(sample)).toEqual(concat(signed, signature));
    const fields = rowsUnder('Bundle').map(([field]) => field);
    expect(parseTranscript('bundle', fields.length, signed)).toHaveLength(7);
    expect(signed).toEqual(
      transcript('bundle', suite, number, created, name, identity, modulus, kemKey),
    );
  });

  it('is rejected when it is truncated anywhere, or longer by a byte', () => {
    expectExactLength(encodeBundle(sample), decodeBundle);
    expect(codeOf(() => decodeBundle(new Uint8Array(SIGNATURE_BYTES)))).toBe('bundle-malformed');
    expect(codeOf(() => decodeBundle(new Uint8Array()))).toBe('bundle-malformed');
  });

  it('of another suite is rejected with its own code', () => {
    expect(refusal({ suite: 0 })).toBe('bundle-downgrade');
    expect(refusal({ suite: 2 })).toBe('bundle-downgrade');
  });

  it.each([
    ['number 0', { number: 0 }],
    ['a short identity key', { identity: new Uint8Array(31) }],
    ['a long identity key', { identity: new Uint8Array(33) }],
    ['a short modulus', { modulus: modulus.slice(1) }],
    ['a modulus without its top bit', { modulus: modulus.with(0, 0x7f) }],
    ['an even modulus', { modulus: modulus.with(383, 2) }],
    ['a KEM key', { kemKey: new Uint8Array(1) }],
    ['a name that is not in NFKC', { name: 'Zoe\u0308' }],
  ])('with %s is malformed', (_, fields) => {
    expect(refusal(fields)).toBe('bundle-malformed');
  });

  it.each([
    ['', 'name-empty'],
    ['a\u200bb', 'name-characters'],
    ['pаypal', 'name-mixed-scripts'],
  ])('with the name %j is malformed because of the name', (wrong, code) => {
    const bytes = concat(bundleTranscript({ ...sample, name: wrong }), signature);
    const detail = { field: 'name' };
    const cause = expect.objectContaining({ code });
    const refused = expect.objectContaining({ code: 'bundle-malformed', detail, cause });
    expect(() => decodeBundle(bytes)).toThrow(refused);
  });

  it('with a number that is not a u64 is malformed', () => {
    const fields = [name, identity, modulus, kemKey] as const;
    const short = transcript('bundle', suite, new Uint8Array(4), created, ...fields);
    const large = transcript('bundle', suite, new Uint8Array(8).fill(0xff), created, ...fields);
    for (const bytes of [short, large]) {
      expect(codeOf(() => decodeBundle(concat(bytes, signature)))).toBe('bundle-malformed');
    }
  });

  it('with a name that is not UTF-8 is malformed', () => {
    const bytes = transcript(
      'bundle',
      suite,
      number,
      created,
      Uint8Array.of(0xff),
      identity,
      modulus,
      kemKey,
    );
    expect(codeOf(() => decodeBundle(concat(bytes, signature)))).toBe('bundle-malformed');
  });

  it('of arbitrary bytes is rejected with an error code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
        expect(codeOf(() => decodeBundle(bytes))).toBe('bundle-malformed');
      }),
    );
  });

  it('shares no buffer with its input', () => {
    const bytes = encodeBundle(sample);
    const bundle = decodeBundle(bytes);
    bytes.fill(0);
    expect(bundle).toEqual(sample);
  });
});
