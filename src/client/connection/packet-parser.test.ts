import { describe, expect, it } from '@jest/globals';
import { Encoder as SocketIoEncoder } from 'socket.io-msgpack-parser';
import { packetParser } from './packet-parser.ts';

const EVENT = { type: 2, nsp: '/', data: ['lobby:page', { people: [] }], id: 1 };

function received(frame: unknown): unknown[] {
  const packets: unknown[] = [];
  const decoder = new packetParser.Decoder();
  decoder.on('decoded', (packet: unknown) => packets.push(packet));
  decoder.add(frame);
  return packets;
}

describe('a frame of the relay', () => {
  const [frame] = new SocketIoEncoder().encode(EVENT) as unknown as [Uint8Array];

  it('is decoded, as a Buffer or an ArrayBuffer', () => {
    expect(received(frame)).toEqual([EVENT]);
  });

  it.each([
    ['declares a billion elements', Uint8Array.of(0xdd, 0x3b, 0x9a, 0xca, 0x00, 0xc0)],
    ['is nested without an end', new Uint8Array(1000).fill(0x91)],
    ['is truncated', frame.slice(0, -1)],
    ['is text', '2["lobby:page",{}]'],
  ])('that %s is rejected before it is decoded', (_, hostile) => {
    expect(() => received(hostile)).toThrow();
  });
});
