import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { pooledKey } from '../../../src/crypto/testing/key-pool.ts';
import { sealingKeysOfTest } from '../../../src/crypto/testing/sealing-keys.ts';
import { RSA_MODULUS_BYTES } from '../../../src/protocol/bundle.ts';

const MODULUS_BITS = RSA_MODULUS_BYTES * 8;

/** Both halves of an RSA key pair as JSON Web Keys. */
interface Pair {
  readonly public: JsonWebKey;
  readonly private: JsonWebKey;
}

/** From the pool that all tests share. Neither a page nor anything else in this test has the same. */
async function takePair(): Promise<Pair> {
  const key = await pooledKey(sealingKeysOfTest.reserve());
  if (key === undefined) throw new TypeError('the run has opened no pool of keys');
  const privateKey = createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' });
  return {
    public: createPublicKey(privateKey).export({ format: 'jwk' }),
    private: privateKey.export({ format: 'jwk' }),
  };
}

/**
 * Pages of this context get their RSA sealing keys from the pool instead of generating them.
 * Everything else in WebCrypto is unchanged, and the keys are as unextractable as the page
 * requests.
 */
export async function provideKeys(context: BrowserContext): Promise<void> {
  await context.exposeFunction('takeRsaKeyPair', takePair);
  await context.addInitScript((bits) => {
    const { subtle } = globalThis.crypto ?? {};
    if (subtle === undefined) return;
    const original: SubtleCrypto['generateKey'] = subtle.generateKey.bind(subtle);
    const take = Reflect.get(window, 'takeRsaKeyPair') as () => Promise<Pair>;
    subtle.generateKey = (async (
      algorithm: RsaHashedKeyGenParams,
      extractable: boolean,
      usages: KeyUsage[],
    ) => {
      if (algorithm.modulusLength !== bits) return original(algorithm, extractable, usages);
      const pair = await take();
      const [publicKey, privateKey] = await Promise.all([
        subtle.importKey('jwk', pair.public, algorithm, true, ['encrypt']),
        subtle.importKey('jwk', pair.private, algorithm, extractable, ['decrypt']),
      ]);
      return { publicKey, privateKey };
    }) as SubtleCrypto['generateKey'];
  }, MODULUS_BITS);
}
