import { type Bytes, fromBase64url } from '../../protocol/bytes.ts';
import { generateSealingKey, type SealingKey } from '../sealing-key.ts';
import { pooledKey } from './key-pool.ts';

/**
 * Sealing keys from the pool of the run (key-pool.ts). Two peers of one test never have the same key;
 * peers of different tests do.
 */

const ALGORITHM = { name: 'RSA-OAEP', hash: 'SHA-256' };

/** The handle has the same properties as one of a key that the product generates. */
async function importKey(pkcs8: Bytes): Promise<SealingKey> {
  const own = await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['decrypt']);
  const readable = await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['decrypt']);
  const { n = '' } = await crypto.subtle.exportKey('jwk', readable);
  return { modulus: fromBase64url(n), private: own };
}

/** The keys of the pool that this file of tests has used before: an import takes longer than most operations. */
const imported = new Map<number, SealingKey>();

/** Takes keys from the pool, none of them twice. Without a pool, outside Jest, it generates them. */
export class SealingKeys {
  #taken = 0;

  get taken(): number {
    return this.#taken;
  }

  /** The index in the pool of a key that nothing else takes. */
  readonly reserve = (): number => this.#taken++;

  readonly take = async (): Promise<SealingKey> => {
    const index = this.reserve();
    const known = imported.get(index);
    if (known !== undefined) return known;
    const key = await pooledKey(index);
    if (key === undefined) return generateSealingKey();
    const sealingKey = await importKey(key);
    imported.set(index, sealingKey);
    return sealingKey;
  };

  /** Returns all but the first `kept` keys to the pool. */
  giveBack(kept: number): void {
    this.#taken = kept;
  }
}

/**
 * The keys of the test that runs; `test/support/jest/share-sealing-keys.ts` returns them after it.
 */
export const sealingKeysOfTest = new SealingKeys();

/** A key that nothing else in this test uses. */
export const takeSealingKey = sealingKeysOfTest.take;
