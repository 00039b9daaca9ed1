import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Decoder } from 'socket.io-msgpack-parser';
import { MessagePackWriter } from './message-pack-writer.ts';

const writer = new MessagePackWriter();
const decoder = new Decoder();
let decoded: unknown;
decoder.on('decoded', (packet: unknown) => {
  decoded = packet;
});

/** What Socket.IO's own parser reads in an event whose payload was written here. */
function read(payload: unknown): unknown {
  decoder.add(Buffer.from(writer.write({ type: 2, nsp: '/', data: [payload] })));
  return (decoded as { readonly data: readonly unknown[] }).data[0];
}

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
/** MessagePack's integers have no -0. */
const numbers = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true })).map((each) => each + 0);
const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  numbers,
  fc.boolean(),
  fc.constant(null),
  bytes,
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('any'), { maxLength: 40 }),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 40 }).map(Object.entries),
  ),
})).any;

test('what is written reads as it was', () => {
  fc.assert(fc.property(value, (each) => expect(read(each)).toEqual(each)));
});

test.each([0, 31, 32, 255, 256, 65_535, 65_536, 200_000])(
  'bytes, text and lists of %i read as they were',
  (length) => {
    const each = {
      bytes: Buffer.alloc(length, 7),
      text: 'a'.repeat(length),
      two: 'é'.repeat(length),
    };
    expect(read(each)).toEqual(each);
    expect(read(new Array(length).fill(1))).toEqual(new Array(length).fill(1));
  },
);

test.each([0, 127, 128, 255, 256, 65_535, 65_536, 0xffff_ffff, 2 ** 32, Date.now(), -1, 0.5])(
  'the number %d reads as it was',
  (number) => expect(read(number)).toBe(number),
);

test('an absent field is left out, and a view is written without what is around it', () => {
  const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  expect(read({ view, absent: undefined })).toEqual({ view: Buffer.from([2, 3]) });
});

test('what MessagePack has no bytes for is refused, and the next value is written well', () => {
  expect(() => writer.write(['a', () => undefined])).toThrow(TypeError);
  expect(read('b')).toBe('b');
});
