import { describe, expect, it } from '@jest/globals';
import { Encoder } from 'socket.io-msgpack-parser';
import { randomBytes } from '../../../src/crypto/random.ts';
import { encodeEnvelope } from '../../../src/protocol/envelope.ts';
import { type CapturedFrame, knowledgeFrom } from './relay-knowledge.ts';

function frame(packet: object, direction: CapturedFrame['direction'] = 'sent'): CapturedFrame {
  // An array with one element, whatever its type says.
  const [bytes] = [new Encoder().encode({ nsp: '/', ...packet })].flat();
  return { direction, socket: 0, bytes: new Uint8Array(bytes ?? []) };
}

const envelopeOf = (length: number): Buffer =>
  Buffer.from(
    encodeEnvelope({
      id: randomBytes(16),
      chainId: randomBytes(32),
      n: 0,
      nonce: randomBytes(12),
      ciphertext: randomBytes(length + 16),
    }),
  );

const send = (fields: object): CapturedFrame =>
  frame({ type: 2, id: 1, data: ['message:send', { to: Buffer.alloc(32), ...fields }] });

describe('what a relay may know', () => {
  it('is exactly what the protocol document lists', () => {
    const frames = [
      frame({ type: 0, data: { protocol: 1 } }),
      frame({ type: 0, data: { sid: 'abc' } }, 'received'),
      send({ envelope: envelopeOf(512) }),
      frame({ type: 3, id: 1, data: [{ ok: true, data: {} }] }, 'received'),
      frame(
        { type: 2, id: 7, data: ['mailbox:deliver', { lane: 'contacts', items: [] }] },
        'received',
      ),
      frame({ type: 3, id: 7, data: [{ deferred: [] }] }),
      frame({
        type: 2,
        id: 2,
        options: { compress: true },
        data: ['lobby:open', { prefix: 'bo' }],
      }),
      frame({ type: 1 }),
    ];
    const { offences, sealed, texts, packets } = knowledgeFrom(frames);
    expect(offences).toEqual([]);
    expect([packets, sealed, [...texts]]).toEqual([8, [512], ['contacts', 'bo']]);
  });

  it.each<[string, CapturedFrame]>([
    ['a field more', send({ envelope: envelopeOf(512), kind: 'receipt' })],
    ['a ciphertext beside the steps', send({ envelope: envelopeOf(513) })],
    ['a short ciphertext in an envelope of the right length', send({ envelope: envelopeOf(1000) })],
    ['bytes that are no envelope', send({ envelope: Buffer.alloc(600) })],
    ['an event that is not in the document', frame({ type: 2, data: ['typing', {}] })],
    ['more than one payload', frame({ type: 2, data: ['lobby:close', {}, 'text'] })],
    [
      'an acknowledgement that says why',
      frame({ type: 3, id: 7, data: [{ deferred: [], why: 'declined' }] }),
    ],
    [
      'a reply without a request',
      frame({ type: 3, id: 9, data: [{ ok: true, data: {} }] }, 'received'),
    ],
    ['who the browser is', frame({ type: 0, data: { protocol: 1, agent: 'Chromium' } })],
    ['a text', { direction: 'sent', socket: 0, bytes: Buffer.from('4hello') }],
  ])('is not %s', (_what, offence) => {
    expect(knowledgeFrom([offence]).offences).toHaveLength(1);
  });
});
