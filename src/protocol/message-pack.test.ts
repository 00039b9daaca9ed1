import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Decoder, Encoder } from 'socket.io-msgpack-parser';
import { checkMessagePack } from './message-pack.ts';

function encode(packet: unknown): Uint8Array {
  // The package's types say ArrayBuffer; it returns a list of one Buffer.
  const encoded: unknown = new Encoder().encode(packet);
  const frame: unknown = Array.isArray(encoded) ? encoded[0] : undefined;
  if (!(frame instanceof Uint8Array)) throw new TypeError('the encoder changed');
  return new Uint8Array(frame);
}

const value = fc.anything({
  maxDepth: 4,
  values: [
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.string({ maxLength: 300 }),
    fc.constant(null),
    fc.uint8Array({ maxLength: 70_000 }),
  ],
});

describe('checkMessagePack', () => {
  it('accepts whatever the encoder of the parser produces', () => {
    fc.assert(
      fc.property(value, (data) => {
        checkMessagePack(encode({ type: 2, nsp: '/', data: [data], id: 1 }), 16);
      }),
    );
  });

  it('rejects every proper prefix and every addition', () => {
    const packet = encode({
      type: 2,
      nsp: '/',
      data: ['a', { b: new Uint8Array(3), c: [1, 'x'] }],
    });
    for (let length = 0; length < packet.length; length++) {
      expect(() => checkMessagePack(packet.subarray(0, length), 8)).toThrow(RangeError);
    }
    expect(() => checkMessagePack(Uint8Array.of(...packet, 0xc0), 8)).toThrow('trailing');
  });

  it.each([
    ['array 32', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['map 32', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['bin 32', [0xc6, 0xff, 0xff, 0xff, 0xff]],
    ['ext 32 that asks for an ArrayBuffer', [0xc9, 0xff, 0xff, 0xff, 0xff, 0x00]],
    ['str 32', [0xdb, 0xff, 0xff, 0xff, 0xff]],
  ])('rejects %s that declares four billion', (_, bytes) => {
    expect(() => checkMessagePack(Uint8Array.from(bytes), 8)).toThrow('truncated');
  });

  it('rejects nested arrays of any depth', () => {
    expect(() => checkMessagePack(new Uint8Array(100_000).fill(0x91), 8)).toThrow('deeply');
  });

  it('rejects the one unassigned prefix', () => {
    expect(() => checkMessagePack(Uint8Array.of(0xc1), 8)).toThrow(TypeError);
  });

  it('the decoder decodes or rejects whatever passes, without reading beyond its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          checkMessagePack(bytes, 8);
        } catch {
          return;
        }
        try {
          new Decoder().add(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
