import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Bytes, concat, toBase64url, utf8 } from '../protocol/bytes.ts';
import { decodeEnvelope, encodeEnvelope } from '../protocol/envelope.ts';
import { transcript } from '../protocol/transcript.ts';
import { type ChainPosition, chainStart, messageKey, nextPosition } from './chain.ts';
import { type MessageSlot, openMessage, sealMessage } from './message.ts';
import { randomBytes } from './random.ts';
import { countFlips, flipBit, flipBits } from './testing/flip.ts';

const slot = (): MessageSlot => ({ chainId: randomBytes(32), n: 3, key: randomBytes(32) });
const record = fc.uint8Array({ maxLength: 2000 }).map((bytes) => new Uint8Array(bytes));

describe('a sealed message', () => {
  it('opens to the record that was sealed', async () => {
    await fc.assert(
      fc.asyncProperty(record, async (bytes) => {
        const place = slot();
        const { envelope } = await sealMessage(place, bytes, undefined);
        expect(await openMessage(place.key, decodeEnvelope(envelope))).toEqual(bytes);
      }),
    );
  });

  it('does not open with any bit flipped, and still opens unmodified', async () => {
    const place = slot();
    const { envelope } = await sealMessage(place, utf8('hello'), undefined);
    const open = async (bytes: Bytes) => openMessage(place.key, decodeEnvelope(bytes));
    const outcomes = await flipBits(envelope, open);
    expect(countFlips(outcomes)).toBe(envelope.length * 8);
    expect([...outcomes.keys()].sort()).toEqual(['envelope-malformed', 'open-failed']);
    expect(await open(envelope)).toEqual(utf8('hello'));
  });

  it('does not open at another position of the chain or in another chain', async () => {
    const place = slot();
    const sealed = decodeEnvelope((await sealMessage(place, utf8('x'), undefined)).envelope);
    for (const moved of [
      { ...sealed, n: sealed.n + 1 },
      { ...sealed, chainId: randomBytes(32) },
      { ...sealed, id: randomBytes(16) },
    ]) {
      const bytes = decodeEnvelope(encodeEnvelope(moved));
      await expect(openMessage(place.key, bytes)).rejects.toThrow('open-failed');
    }
  });

  it('has the same size for a short message, a longer one and a receipt', async () => {
    const sizes = await Promise.all(
      ['a', 'a longer sentence', '{"type":"receipt","delivered":12}'].map(async (text) => {
        const { envelope } = await sealMessage(slot(), utf8(text), undefined);
        return envelope.length;
      }),
    );
    expect(new Set(sizes).size).toBe(1);
  });

  it('never seals the same record to the same bytes', async () => {
    const place = slot();
    const sealed = await Promise.all(
      Array.from({ length: 20 }, () => sealMessage(place, utf8('same'), undefined)),
    );
    expect(new Set(sealed.map(({ envelope }) => toBase64url(envelope))).size).toBe(20);
  });
});

describe('a chain', () => {
  const walk = async (start: ChainPosition, steps: number): Promise<ChainPosition[]> => {
    const positions = [start];
    for (let n = 0; n < steps; n++) {
      positions.push(await nextPosition(positions.at(-1) as ChainPosition));
    }
    return positions;
  };

  it('derives a different key for each message', async () => {
    const start = await chainStart(randomBytes(32), randomBytes(32));
    const positions = await walk(start, 40);
    const keys = await Promise.all(positions.map(messageKey));
    const all = [...keys, ...positions.map(({ chainKey }) => chainKey)].map(toBase64url);
    expect(new Set(all).size).toBe(82);
  });

  it('is derived as the protocol document says', async () => {
    const [id, root] = [randomBytes(32), randomBytes(32)];
    const hkdf = (secret: Uint8Array, label: 'chain-key' | 'message-key', n: number) =>
      new Uint8Array(hkdfSync('sha256', secret, '', transcript(label, id, n), 32));
    const first = hkdf(root, 'chain-key', 0);
    const second = hkdf(first, 'chain-key', 1);
    const [, position] = await walk(await chainStart(id, root), 1);
    expect(position?.chainKey).toEqual(second);
    expect(await messageKey(position as ChainPosition)).toEqual(hkdf(second, 'message-key', 1));
  });

  it('depends on its id as much as on its root', async () => {
    const root = randomBytes(32);
    const id = randomBytes(32);
    const one = await chainStart(id, root);
    expect(await chainStart(id, root)).toEqual(one);
    expect((await chainStart(flipBit(id, 3), root)).chainKey).not.toEqual(one.chainKey);
    expect((await chainStart(id, concat(root, root))).chainKey).not.toEqual(one.chainKey);
  });
});
