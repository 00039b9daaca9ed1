import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ByteReader,
  compare,
  concat,
  equal,
  fromBase64url,
  fromUtf8,
  release,
  toBase64url,
  u32,
  u64,
  utf8,
} from './bytes.ts';
import { anyBytes, anyU64 } from './testing/arbitraries.ts';

describe('UTF-8', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
  });

  it('keeps a byte order mark, which is a character like any other', () => {
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('\ufeffA');
  });

  it('is never written with half a surrogate pair', () => {
    expect(utf8('a\ud800b')).toEqual(utf8('a\ufffdb'));
  });

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a character that breaks off', [0xc3]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a number beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
  ])('is rejected when it contains %s', (_, bytes) => {
    // Compared by name, because Node's decoder throws a TypeError of another realm than Jest's.
    const refusal = expect.objectContaining({ name: 'TypeError' });
    expect(() => fromUtf8(Uint8Array.from(bytes))).toThrow(refusal);
  });
});

describe('joining', () => {
  it('puts the parts one after the other', () => {
    fc.assert(
      fc.property(fc.array(anyBytes()), (parts) => {
        expect([...concat(...parts)]).toEqual(parts.flatMap((part) => [...part]));
      }),
    );
  });
});

describe('releasing', () => {
  it.each([
    [32_767, []],
    [32_768, [0]],
  ])('%d bytes detaches a buffer only if it is that of a part of a file', (length, expected) => {
    const bytes = new Uint8Array(length);
    const lengths: number[] = [];
    Object.defineProperty(bytes.buffer, 'transfer', { value: (to: number) => lengths.push(to) });
    release(bytes);
    expect(lengths).toEqual(expected);
  });

  it('does nothing where buffers cannot be detached', () => {
    const bytes = new Uint8Array(32_768);
    Object.defineProperty(bytes.buffer, 'transfer', { value: undefined });
    release(bytes);
    expect(bytes).toHaveLength(32_768);
  });
});

describe('comparing', () => {
  it('agrees with equality', () => {
    fc.assert(
      fc.property(anyBytes(), anyBytes(), (a, b) => {
        expect(compare(a, b) === 0).toBe(equal(a, b));
        expect(equal(a, new Uint8Array(a))).toBe(true);
      }),
    );
  });

  it('orders like hexadecimal text', () => {
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    fc.assert(
      fc.property(fc.array(anyBytes()), (list) => {
        expect([...list].sort(compare).map(hex)).toEqual(list.map(hex).sort());
      }),
    );
  });
});

describe('integers', () => {
  it('are big-endian', () => {
    expect([...u32(0x01020304)]).toEqual([1, 2, 3, 4]);
    expect([...u64(0x01020304050607)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(anyU64, (value) => {
        const reader = new ByteReader(u64(value));
        expect(reader.u64()).toBe(value);
        reader.end();
      }),
    );
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])('%d is not a u64', (value) => {
    expect(() => u64(value)).toThrow(RangeError);
  });

  it('of 2^53 and more are rejected when read', () => {
    expect(() => new ByteReader(Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0)).u64()).toThrow(
      RangeError,
    );
    expect(() => new ByteReader(new Uint8Array(8).fill(0xff)).u64()).toThrow(RangeError);
  });
});

describe('base64url', () => {
  it("is the same as Node's, and is read back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000, size: 'max' }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(equal(fromBase64url(text), bytes)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['padding', 'AA=='],
    ['the alphabet of base64', '+/+/'],
    ['a blank', 'AA A'],
    ['a line end', 'AAAA\n'],
    ['one character too many', 'AAAAA'],
    ['bits that no byte has', 'AB'],
  ])('is rejected with %s', (_, text) => {
    expect(() => fromBase64url(text)).toThrow(TypeError);
  });
});

describe('a reader', () => {
  it('returns copies, in order, and the rest', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);
    const reader = new ByteReader(bytes);
    expect(reader.u8()).toBe(1);
    expect([...reader.take(2)]).toEqual([2, 3]);
    const rest = reader.rest();
    bytes.fill(0);
    expect([...rest]).toEqual([4, 5, 6, 7]);
    reader.end();
  });

  it('rejects reading past the end, and remaining bytes', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3));
    expect(() => reader.take(4)).toThrow(RangeError);
    expect(() => reader.u32()).toThrow(RangeError);
    expect(() => reader.end()).toThrow(RangeError);
    expect([...reader.take(3)]).toEqual([1, 2, 3]);
    expect(() => reader.u8()).toThrow(RangeError);
  });

  it('reads within a view, not around it', () => {
    const around = Uint8Array.of(9, 0, 0, 0, 1, 9);
    const reader = new ByteReader(around.subarray(1, 5));
    expect(reader.u32()).toBe(1);
    reader.end();
  });
});
