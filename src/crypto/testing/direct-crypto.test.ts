import { beforeAll, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from './direct-crypto.ts';

const native = crypto.subtle;
const bytes = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));
const hex = (buffer: ArrayBuffer): string => Buffer.from(buffer).toString('hex');

/** The same operation, directly and by WebCrypto. */
const both = async (operate: (subtle: SubtleCrypto) => Promise<ArrayBuffer>) =>
  [hex(await operate(crypto.subtle)), hex(await operate(native))] as const;

beforeAll(() => useDirectCrypto());

describe('direct cryptography', () => {
  it('digests, derives and seals as WebCrypto does, with any kind of key', async () => {
    const data = bytes(700).subarray(9);
    const gcm = { name: 'AES-GCM', iv: bytes(12), additionalData: bytes(40) };
    const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: bytes(50) };
    const secret = bytes(32);
    const generated = await native.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
    ]);
    const results = await Promise.all([
      both((subtle) => subtle.digest('SHA-256', data)),
      both((subtle) => subtle.digest('SHA-512', data)),
      both((subtle) => subtle.encrypt(gcm, generated, data)),
      both(async (subtle) => {
        const key = await subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt']);
        return subtle.encrypt(gcm, key, data);
      }),
      both(async (subtle) => {
        const key = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
        return subtle.deriveBits(hkdf, key, 256);
      }),
    ]);
    for (const [direct, expected] of results) expect(direct).toBe(expected);
    expect(new Set(results.map(([direct]) => direct)).size).toBe(results.length);
  });

  it('opens what WebCrypto seals, and rejects any change with the same error', async () => {
    const gcm = { name: 'AES-GCM', iv: bytes(12), additionalData: bytes(40) };
    const key = await native.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    const data = bytes(100);
    const sealed = new Uint8Array(await native.encrypt(gcm, key, data));
    expect(hex(await crypto.subtle.decrypt(gcm, key, sealed))).toBe(hex(data.buffer));
    const changed = sealed.with(sealed.length - 1, (sealed.at(-1) ?? 0) ^ 1);
    const wrong: readonly [AesGcmParams, Uint8Array<ArrayBuffer>][] = [
      [gcm, changed],
      [gcm, sealed.subarray(1)],
      [gcm, sealed.subarray(0, 5)],
      [{ ...gcm, additionalData: bytes(40) }, sealed],
      [{ ...gcm, iv: bytes(12) }, sealed],
    ];
    for (const subtle of [crypto.subtle, native]) {
      for (const [params, ciphertext] of wrong) {
        await expect(subtle.decrypt(params, key, ciphertext)).rejects.toMatchObject({
          name: 'OperationError',
        });
      }
    }
  });

  it('signs and verifies as WebCrypto does', async () => {
    const { privateKey, publicKey } = (await native.generateKey({ name: 'Ed25519' }, false, [
      'sign',
      'verify',
    ])) as CryptoKeyPair;
    const data = bytes(100);
    const [direct, expected] = await both((subtle) => subtle.sign('Ed25519', privateKey, data));
    expect(direct).toBe(expected);
    const signature = new Uint8Array(Buffer.from(direct, 'hex'));
    for (const subtle of [crypto.subtle, native]) {
      const verify = (signed: Uint8Array<ArrayBuffer>) =>
        subtle.verify('Ed25519', publicKey, signature, signed);
      expect([await verify(data), await verify(bytes(100))]).toEqual([true, false]);
    }
  });

  it('answers in a later turn of the event loop', async () => {
    let isLater = false;
    setImmediate(() => {
      isLater = true;
    });
    await crypto.subtle.digest('SHA-256', bytes(1));
    expect(isLater).toBe(true);
  });

  it('has no other random bytes than the platform', () => {
    expect(crypto.getRandomValues(new Uint8Array(32))).not.toEqual(new Uint8Array(32));
    expect(crypto.randomUUID()).toMatch(/^[\da-f-]{36}$/);
  });
});
