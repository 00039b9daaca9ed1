import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concat, u32, u64, utf8 } from './bytes.ts';
import { anyBytes, anyU64 } from './testing/arbitraries.ts';
import { codesIn, listingUnder, rowsUnder } from './testing/document.ts';
import { expectExactLength } from './testing/strictness.ts';
import { parseTranscript, TRANSCRIPT_LABELS, transcript, u64Field } from './transcript.ts';

const anyLabel = fc.constantFrom(...TRANSCRIPT_LABELS);
const anyFields = fc.array(anyBytes(), { maxLength: 5 });

const ascending = (from: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, n) => from + n);

describe('a transcript', () => {
  it('has the bytes of the example in the protocol document', () => {
    const example = transcript(
      'sign-out',
      'chat.example',
      ascending(0),
      'Zoë',
      ascending(32),
      ascending(64),
    );
    const written = listingUnder('Example of a transcript').replaceAll('\n', '');
    expect(Buffer.from(example).toString('hex')).toBe(written);
  });

  it('is the length and bytes of the label, then of each field', () => {
    expect(transcript('record', Uint8Array.of(7, 8), 'é', 258)).toEqual(
      concat(
        u32(19),
        utf8('live-chat/v1/record'),
        Uint8Array.of(0, 0, 0, 2, 7, 8),
        Uint8Array.of(0, 0, 0, 2, 0xc3, 0xa9),
        Uint8Array.of(0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 2),
      ),
    );
  });

  it('is injective: it parses to exactly its own fields', () => {
    fc.assert(
      fc.property(anyLabel, anyFields, (label, fields) => {
        const parsed = parseTranscript(label, fields.length, transcript(label, ...fields));
        expect(parsed).toEqual(fields);
      }),
    );
  });

  it('of another label, or with more or fewer fields, is rejected', () => {
    fc.assert(
      fc.property(anyLabel, anyLabel, anyFields, fc.nat(7), (label, other, fields, count) => {
        fc.pre(label !== other || count !== fields.length);
        const bytes = transcript(label, ...fields);
        expect(() => parseTranscript(other, count, bytes)).toThrow();
      }),
    );
  });

  it('differs when a byte moves from one field to the next', () => {
    fc.assert(
      fc.property(anyLabel, anyBytes(), anyBytes(), fc.nat(255), (label, left, right, byte) => {
        const middle = Uint8Array.of(byte);
        const one = transcript(label, concat(left, middle), right);
        const other = transcript(label, left, concat(middle, right));
        expect(one).not.toEqual(other);
      }),
    );
  });

  it('is rejected when it is truncated anywhere, or longer by a byte', () => {
    const bytes = transcript('message', ascending(0), 'x', 5);
    expectExactLength(bytes, (candidate) => parseTranscript('message', 3, candidate));
  });

  it('is rejected when a length points past its end', () => {
    const bytes = transcript('wrap', Uint8Array.of(1));
    bytes.set([0xff, 0xff, 0xff, 0xff], bytes.length - 5);
    expect(() => parseTranscript('wrap', 1, bytes)).toThrow(RangeError);
  });

  it('rejects a number that is not a u64', () => {
    expect(() => transcript('message', 2 ** 53)).toThrow(RangeError);
    expect(() => transcript('message', -1)).toThrow(RangeError);
  });
});

describe('a number in a transcript', () => {
  it('is read back', () => {
    fc.assert(fc.property(anyU64, (value) => expect(u64Field(u64(value))).toBe(value)));
  });

  it.each([0, 7, 9])('of %d bytes is rejected', (length) => {
    expect(() => u64Field(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('the labels', () => {
  it('are those of the protocol document', () => {
    const documented = rowsUnder('Transcripts').map(([label = '']) => codesIn(label)[0]);
    expect([...TRANSCRIPT_LABELS].sort()).toEqual(documented.sort());
  });
});
