import { describe, expect, it } from '@jest/globals';
import { Encoder } from 'socket.io-msgpack-parser';
import { decodePacket, wordsIn } from './readable.ts';

const packet = {
  type: 2,
  nsp: '/',
  data: ['said', { text: 'a word', bytes: Buffer.from('another') }],
};
const [encoded] = new Encoder().encode(packet) as unknown as [Buffer];

describe('what can be read in captured bytes', () => {
  it('is what a packet contains, also in base64', () => {
    const words = ['a word', 'another', 'none'];
    expect(decodePacket(encoded)).toMatchObject(packet);
    expect(wordsIn([encoded], words)).toEqual(['a word', 'another']);
    expect(wordsIn([Buffer.from(encoded.toString('base64url'))], words)).toEqual([
      'a word',
      'another',
    ]);
  });

  it('is no value that is longer than the bytes', () => {
    for (const long of [
      [0xc9, 0, 0, 1, 0, 0],
      [0xdd, 0, 0, 1, 0],
    ]) {
      expect(() => decodePacket(Buffer.from(long))).toThrow(RangeError);
    }
  });
});
