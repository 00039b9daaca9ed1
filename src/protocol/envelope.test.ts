import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ByteReader, u64 } from './bytes.ts';
import {
  decodeEnvelope,
  type Envelope,
  encodeEnvelope,
  isWellFormed,
  TAG_BYTES,
} from './envelope.ts';
import { ENVELOPE_MAX_BYTES, RECORD_MAX_BYTES, RECORD_MIN_BYTES } from './limits.ts';
import { encodeOffer, OFFER_BYTES } from './offer.ts';
import { anyEnvelope, anyOffer } from './testing/arbitraries.ts';
import { rowsUnder } from './testing/document.ts';
import { codeOf } from './testing/strictness.ts';

const refusal = (bytes: Uint8Array) => codeOf(() => decodeEnvelope(bytes));

const [offer] = fc.sample(anyOffer, 1);

/** An envelope with a ciphertext of some length. */
const sized = (length: number): Envelope => ({
  id: new Uint8Array(16).fill(1),
  chainId: new Uint8Array(32).fill(2),
  n: 3,
  nonce: new Uint8Array(12).fill(4),
  offer: undefined,
  ciphertext: new Uint8Array(length).fill(5),
});

const LEAST = RECORD_MIN_BYTES + TAG_BYTES;

describe('an envelope', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(anyEnvelope, (envelope) => {
        expect(decodeEnvelope(encodeEnvelope(envelope))).toEqual(envelope);
      }),
    );
  });

  it('has the layout of the protocol document', () => {
    const rows = rowsUnder('Envelope');
    const envelope = { ...sized(LEAST), offer };
    const reader = new ByteReader(encodeEnvelope(envelope));
    const read = rows.map(([, length]) =>
      length === 'rest' ? reader.rest() : reader.take(Number(length)),
    );
    expect(read).toEqual([
      Uint8Array.of(1),
      Uint8Array.of(1),
      envelope.id,
      envelope.chainId,
      u64(envelope.n),
      envelope.nonce,
      offer === undefined ? undefined : encodeOffer(offer),
      envelope.ciphertext,
    ]);
  });

  it('without an offer says so, and has none', () => {
    const bytes = encodeEnvelope(sized(LEAST));
    expect(bytes[1]).toBe(0);
    expect(bytes).toHaveLength(1 + 1 + 16 + 32 + 8 + 12 + LEAST);
  });

  it('is rejected when it is shorter than the shortest record allows', () => {
    for (const envelope of [sized(LEAST), { ...sized(LEAST), offer }]) {
      const bytes = encodeEnvelope(envelope);
      expect(refusal(bytes)).toBeUndefined();
      for (let length = 0; length < bytes.length; length++) {
        expect(refusal(bytes.subarray(0, length))).toBe('envelope-malformed');
      }
    }
  });

  it('above the limit is rejected as too large, at the limit it is accepted', () => {
    const rest = ENVELOPE_MAX_BYTES - encodeEnvelope(sized(0)).length;
    expect(refusal(encodeEnvelope(sized(rest)))).toBeUndefined();
    expect(refusal(encodeEnvelope(sized(rest + 1)))).toBe('too-large');
  });

  it('with the largest record and an offer is within the limit', () => {
    const largest = encodeEnvelope({ ...sized(RECORD_MAX_BYTES + TAG_BYTES), offer });
    expect(largest.length).toBeLessThanOrEqual(ENVELOPE_MAX_BYTES);
  });

  it.each([
    ['another version', 0, 2],
    ['version 0', 0, 0],
    ['another flag', 1, 2],
    ['an offer that it says is there and is not', 1, 1],
  ])('with %s is malformed', (_, index, byte) => {
    const bytes = encodeEnvelope(sized(LEAST));
    bytes[index] = byte;
    expect(refusal(bytes)).toBe('envelope-malformed');
  });

  it('with a position of 2^53 or more is malformed', () => {
    const bytes = encodeEnvelope(sized(LEAST));
    bytes.fill(0xff, 50, 58);
    expect(refusal(bytes)).toBe('envelope-malformed');
  });

  it('of arbitrary bytes is read or rejected with an error code', () => {
    const most = { maxLength: 4 * OFFER_BYTES };
    fc.assert(
      fc.property(fc.uint8Array(most), fc.nat(2), (bytes, flag) => {
        const forged = Uint8Array.of(1, flag, ...bytes);
        expect([undefined, 'envelope-malformed']).toContain(refusal(forged));
      }),
    );
  });
});

describe('the quick check of an envelope', () => {
  it('accepts exactly what can be decoded', () => {
    const changes = fc.array(fc.record({ at: fc.nat(80), byte: fc.nat(255) }), { maxLength: 2 });
    const sizes = fc.constantFrom(0, 1, LEAST - 1, LEAST, ENVELOPE_MAX_BYTES);
    const envelopes = fc.oneof(
      anyEnvelope.map(encodeEnvelope),
      sizes.map((size) => encodeEnvelope(sized(size))),
      sizes.map((size) => new Uint8Array(size)),
    );
    fc.assert(
      fc.property(envelopes, changes, (bytes, changed) => {
        for (const { at, byte } of changed) if (at < bytes.length) bytes[at] = byte;
        expect(isWellFormed(bytes)).toBe(refusal(bytes) === undefined);
      }),
      { numRuns: 500 },
    );
  });
});
