import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as msgpack from 'socket.io-msgpack-parser';
import { packetParser as clientParser } from '../../../client/connection/packet-parser.ts';
import { toBase64url } from '../../../protocol/bytes.ts';
import { PACKET_MAX_DEPTH } from '../../../protocol/limits.ts';
import { checkMessagePack } from '../../../protocol/message-pack.ts';
import { readFrequentPacket } from './packet-reader.ts';
import { deliveryPacket, donePacket, type Framed } from './packet-writer.ts';

const { EVENT, ACK } = msgpack.PacketType;

/** What Socket.IO's own parser makes of a packet; undefined when it rejects it. */
function decoded(packet: Uint8Array): unknown {
  let found: unknown;
  const decoder = new msgpack.Decoder();
  decoder.on('decoded', (value: unknown) => {
    found = value;
  });
  try {
    checkMessagePack(packet, PACKET_MAX_DEPTH);
    decoder.add(packet);
  } catch {
    return undefined;
  }
  return asBuffers(found);
}

/** An extension of type 0 is decoded as a plain buffer. */
function asBuffers(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(asBuffers);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, asBuffers(field)]));
}

const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((value) => Buffer.from(value));
const id = fc.oneof(fc.nat(200), fc.nat(70_000), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

/** The fields of an object, in any order. */
const shuffled = (fields: readonly [string, unknown][]) =>
  fc
    .shuffledSubarray([...fields], { minLength: fields.length })
    .map((order) => Object.fromEntries(order));

const sends = fc
  .record({ id, to: bytes(40), envelope: bytes(70_000), token: fc.option(bytes(100)) })
  .chain(({ token, to, envelope, id: ticket }) =>
    shuffled([
      ['to', to],
      ['envelope', envelope],
      ...(token === null ? [] : [['token', token] as [string, unknown]]),
    ]).chain((payload) =>
      fc
        .boolean()
        .chain((hasOptions) =>
          shuffled([
            ['type', EVENT],
            ['nsp', '/'],
            ['id', ticket],
            ['data', ['message:send', payload]],
            ...(hasOptions ? [['options', { compress: true }] as [string, unknown]] : []),
          ]),
        ),
    ),
  );

const acks = id.chain((ticket) =>
  shuffled([
    ['type', ACK],
    ['nsp', '/'],
    ['id', ticket],
    ['data', [{ deferred: [] }]],
  ]),
);

/** As bytes, by the encoder of the MessagePack parser. */
function encoded(packet: object): Buffer<ArrayBuffer> {
  const [frame] = new msgpack.Encoder().encode(packet) as unknown as Uint8Array[];
  return Buffer.from(frame ?? []);
}

/** The same packet, as Socket.IO's parser reads it. */
function asSocketIo(packet: NonNullable<ReturnType<typeof readFrequentPacket>>): object {
  if (packet.kind === 'stored') {
    return { type: ACK, nsp: '/', id: packet.id, data: [{ deferred: [] }] };
  }
  const { envelope, token } = packet;
  const to = Buffer.from(packet.to, 'base64url');
  const shown = token === undefined ? {} : { token: Buffer.from(token, 'latin1') };
  return {
    type: EVENT,
    nsp: '/',
    id: packet.id,
    data: ['message:send', { to, envelope, ...shown }],
  };
}

function withoutOptions(packet: unknown): unknown {
  const { options: _, ...rest } = packet as { options?: unknown };
  return rest;
}

describe('a frequent packet', () => {
  it('is read as the MessagePack parser reads it, in any order of its fields', () => {
    fc.assert(
      fc.property(fc.oneof(sends, acks), (packet) => {
        const frame = encoded(packet);
        const read = readFrequentPacket(frame);
        expect(read).toBeDefined();
        expect(read && asSocketIo(read)).toEqual(withoutOptions(decoded(frame)));
      }),
    );
  });

  it('is recognized as our client writes it', () => {
    const encode = (packet: object): Buffer<ArrayBuffer> => {
      const [frame] = new clientParser.Encoder().encode(packet) as Uint8Array[];
      return Buffer.from(frame ?? []);
    };
    const ack = { type: ACK, id: 2 ** 31, data: [{ deferred: [] }], nsp: '/' };
    expect(readFrequentPacket(encode(ack))).toEqual({ kind: 'stored', id: 2 ** 31 });
    const [to, envelope, token] = [32, 700, 82].map((length) => Buffer.alloc(length, length));
    const data = ['message:send', { to, envelope, token }];
    const send = { type: EVENT, data, options: { compress: true }, id: 7, nsp: '/' };
    const read = readFrequentPacket(encode(send));
    expect(read && asSocketIo(read)).toEqual(withoutOptions(send));
  });

  it('that is changed anywhere is read as the MessagePack parser reads it, or not at all', () => {
    const changes = fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255) }), {
      minLength: 1,
      maxLength: 3,
    });
    let unread = 0;
    fc.assert(
      fc.property(fc.oneof(sends, acks), changes, fc.nat(3), (packet, changed, cut) => {
        const whole = encoded(packet);
        for (const { at, byte } of changed) whole[at % Math.min(whole.length, 160)] = byte;
        const frame = whole.subarray(0, whole.length - cut);
        const read = readFrequentPacket(frame);
        if (read === undefined) unread++;
        else expect(asSocketIo(read)).toEqual(withoutOptions(decoded(frame)));
      }),
    );
    expect(unread).toBeGreaterThan(0);
  });

  it.each([
    ['of another namespace', { type: EVENT, nsp: '/a', id: 1, data: ['message:send', {}] }],
    ['of another event', { type: EVENT, nsp: '/', id: 1, data: ['lobby:open', { prefix: '' }] }],
    ['without an id', { type: ACK, nsp: '/', data: [{ deferred: [] }] }],
    ['that defers something', { type: ACK, nsp: '/', id: 1, data: [{ deferred: [0] }] }],
    ['with another type', { type: EVENT, nsp: '/', id: 1, data: [{ deferred: [] }] }],
    ['with more', { type: ACK, nsp: '/', id: 1, data: [{ deferred: [] }], more: 1 }],
  ])('%s is left to Socket.IO', (_, packet) => {
    expect(decoded(encoded(packet))).toBeDefined();
    expect(readFrequentPacket(encoded(packet))).toBeUndefined();
  });
});

/** The payload of a WebSocket frame (RFC 6455, section 5.2). */
function payloadOf({ frame, packet }: Framed): Buffer {
  expect(frame[0]).toBe(0x82);
  const short = frame[1] ?? 0;
  const long = { 126: () => frame.readUInt16BE(2), 127: () => Number(frame.readBigUInt64BE(2)) };
  const length = short === 126 || short === 127 ? long[short]() : short;
  expect(packet.length).toBe(length);
  expect(frame.subarray(frame.length - length)).toEqual(packet);
  return packet;
}

describe('a packet written by hand', () => {
  it('says what Socket.IO would say: an acknowledgement', () => {
    expect(decoded(payloadOf(donePacket(2 ** 32 - 1)))).toEqual({
      ...{ type: ACK, nsp: '/', id: 2 ** 32 - 1 },
      data: [{ ok: true, data: {} }],
    });
  });

  it('says what Socket.IO would say: a delivery', () => {
    const items = fc.array(
      fc.record({ from: fc.uint8Array({ minLength: 32, maxLength: 32 }), envelope: bytes(70_000) }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(items, id, (expected, ticket) => {
        const batch = expected.map(({ from, envelope }) => ({ from: toBase64url(from), envelope }));
        expect(decoded(payloadOf(deliveryPacket(ticket, batch)))).toEqual({
          ...{ type: EVENT, nsp: '/', id: ticket },
          data: [
            'mailbox:deliver',
            {
              lane: 'contacts',
              items: expected.map(({ from, envelope }) => ({ from: Buffer.from(from), envelope })),
            },
          ],
        });
      }),
    );
  });
});
