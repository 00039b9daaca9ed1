import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { pooledKey } from '../../../src/crypto/testing/key-pool.ts';
import { RSA_MODULUS_BYTES } from '../../../src/protocol/bundle.ts';

const MODULUS_BITS = RSA_MODULUS_BYTES * 8;

/** Both halves of an RSA key pair as JSON Web Keys. */
interface Pair {
  readonly public: JsonWebKey;
  readonly private: JsonWebKey;
}

/** Hands out key pairs, each once. */
type KeySource = () => Promise<Pair>;

async function pairAt(index: number): Promise<Pair> {
  const key = await pooledKey(index);
  if (key === undefined) throw new TypeError('the run has opened no pool of keys');
  const privateKey = createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' });
  return {
    public: createPublicKey(privateKey).export({ format: 'jwk' }),
    private: privateKey.export({ format: 'jwk' }),
  };
}

/**
 * A source for one test, from the pool that all tests share. Within a test all keys differ; the next
 * test starts with the first key again.
 */
export function keySource(): KeySource {
  let taken = 0;
  return () => pairAt(taken++);
}

/**
 * Pages of this context get their RSA sealing keys from a source instead of generating them.
 * Everything else in WebCrypto is unchanged, and the keys are as unextractable as the page
 * requests.
 */
export async function provideKeys(context: BrowserContext, source: KeySource): Promise<void> {
  await context.exposeFunction('takeRsaKeyPair', source);
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
