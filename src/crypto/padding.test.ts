import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equal } from '../protocol/bytes.ts';
import { RECORD_MAX_BYTES, RECORD_MIN_BYTES } from '../protocol/limits.ts';
import { pad, paddedLength, padmeLength, unpad } from './padding.ts';

const record = fc.uint8Array({ maxLength: 9000 }).map((bytes) => new Uint8Array(bytes));
const refused = expect.objectContaining({
  code: 'record-malformed',
  detail: { field: 'padding' },
});

describe('padding', () => {
  it('is removed again by unpad', () => {
    fc.assert(fc.property(record, (bytes) => expect(unpad(pad(bytes))).toEqual(bytes)));
  });

  it('makes every short record 512 bytes long', () => {
    for (const length of [0, 1, 100, RECORD_MIN_BYTES - 4]) {
      expect(pad(new Uint8Array(length))).toHaveLength(RECORD_MIN_BYTES);
    }
  });

  it("follows Padmé's steps", () => {
    expect([512, 513, 528, 529, 1000, 4097].map(padmeLength)).toEqual([
      512, 544, 544, 544, 1024, 4352,
    ]);
  });

  it('adds at most an eighth, and never shortens', () => {
    fc.assert(
      fc.property(fc.integer({ min: RECORD_MIN_BYTES, max: RECORD_MAX_BYTES }), (length) => {
        const padded = padmeLength(length);
        expect(padded).toBeGreaterThanOrEqual(length);
        expect(padded).toBeLessThanOrEqual(length * 1.125);
        expect(padmeLength(padded)).toBe(padded);
      }),
    );
  });

  it('accepts records up to 64 KiB, padding included', () => {
    expect(pad(new Uint8Array(RECORD_MAX_BYTES - 4))).toHaveLength(RECORD_MAX_BYTES);
    expect(() => pad(new Uint8Array(RECORD_MAX_BYTES - 3))).toThrow(
      expect.objectContaining({ code: 'too-large', detail: { field: 'record' } }),
    );
  });

  it('is removed from the longest record, and rejected when longer than pad produces', () => {
    const longest = new Uint8Array(RECORD_MAX_BYTES - 4).fill(1);
    expect(equal(unpad(pad(longest)), longest)).toBe(true);
    const length = RECORD_MAX_BYTES + 1;
    const tooLong = new Uint8Array(paddedLength(length));
    new DataView(tooLong.buffer).setUint32(0, length);
    expect(() => unpad(tooLong)).toThrow(refused);
  });

  it('rejects any byte that is not zero', () => {
    fc.assert(
      fc.property(record, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, value) => {
        const padded = pad(bytes);
        const zeros = padded.length - 4 - bytes.length;
        fc.pre(zeros > 0);
        padded[4 + bytes.length + (at % zeros)] = value;
        expect(() => unpad(padded)).toThrow(refused);
      }),
    );
  });

  it('rejects a length that is not the padded length of its content', () => {
    const padded = pad(new Uint8Array(600));
    for (const wrong of [
      padded.slice(0, -1),
      new Uint8Array([...padded, 0]),
      new Uint8Array(3),
      new Uint8Array(paddedLength(2000)),
    ]) {
      expect(() => unpad(wrong)).toThrow(refused);
    }
  });
});
