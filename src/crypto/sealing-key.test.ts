import { describe, expect, it } from '@jest/globals';
import { RSA_MODULUS_BYTES } from '../protocol/bundle.ts';
import { toBase64url } from '../protocol/bytes.ts';
import { randomBytes } from './random.ts';
import { generateSealingKey, unwrapSecret, wrapSecret } from './sealing-key.ts';
import { SealingKeys } from './testing/sealing-keys.ts';

const SECRET = randomBytes(32);
const LABEL = randomBytes(32);

describe.each([
  ['a generated sealing key', generateSealingKey],
  ['a sealing key of the test pool', new SealingKeys().take],
])('%s', (_, take) => {
  it('is an RSA-OAEP key of 3,072 bits whose private half cannot be exported', async () => {
    const { modulus, private: key } = await take();
    expect(modulus).toHaveLength(RSA_MODULUS_BYTES);
    expect((modulus[0] as number) & 0x80).toBe(0x80);
    expect(key.algorithm).toMatchObject({
      name: 'RSA-OAEP',
      modulusLength: 3072,
      publicExponent: Uint8Array.of(1, 0, 1),
      hash: { name: 'SHA-256' },
    });
    expect([key.type, key.extractable, key.usages]).toEqual(['private', false, ['decrypt']]);
  });

  it('unwraps what was wrapped under its modulus and label, and nothing else', async () => {
    const [key, other] = [await take(), await take()];
    const wrapped = await wrapSecret(key.modulus, SECRET, LABEL);
    expect(await unwrapSecret(key.private, wrapped, LABEL)).toEqual(SECRET);
    await expect(unwrapSecret(key.private, wrapped, randomBytes(32))).rejects.toThrow();
    await expect(unwrapSecret(other.private, wrapped, LABEL)).rejects.toThrow();
  });
});

it('the test pool hands out each key once, and again after it was returned', async () => {
  const keys = new SealingKeys();
  const moduli = async (count: number): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, async () => toBase64url((await keys.take()).modulus)),
    );
  const before = await moduli(1);
  const first = await moduli(2);
  expect(new Set([...before, ...first]).size).toBe(3);
  keys.giveBack(1);
  expect(await moduli(2)).toEqual(first);
});
