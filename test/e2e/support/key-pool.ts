import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { BrowserContext } from '@playwright/test';
import { RSA_MODULUS_BYTES } from '../../../src/protocol/bundle.ts';

const MODULUS_BITS = RSA_MODULUS_BYTES * 8;
const generate = promisify(generateKeyPair);

/** Both halves of an RSA key pair as JSON Web Keys. */
interface Pair {
  readonly public: JsonWebKey;
  readonly private: JsonWebKey;
}

async function makePair(): Promise<Pair> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: MODULUS_BITS });
  return {
    public: publicKey.export({ format: 'jwk' }),
    private: privateKey.export({ format: 'jwk' }),
  };
}

/** Hands out key pairs, each once. */
type KeySource = () => Promise<Pair>;

/**
 * RSA key pairs that tests share, because a page needs up to two seconds of CPU time to generate
 * one. Within a test all keys differ; the next test starts with the first key again.
 */
export class KeyPool {
  readonly #pairs: Promise<Pair>[] = [];

  /** A source for one test. */
  source(): KeySource {
    let taken = 0;
    return () => {
      const pair = this.#pairs[taken] ?? makePair();
      this.#pairs[taken] = pair;
      taken++;
      return pair;
    };
  }
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
