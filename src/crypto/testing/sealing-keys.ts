import { generateKeyPair } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RSA_MODULUS_BYTES } from '../../protocol/bundle.ts';
import { type Bytes, fromBase64url } from '../../protocol/bytes.ts';
import { generateSealingKey, type SealingKey } from '../sealing-key.ts';

/**
 * A pool of sealing keys for tests that do not test how keys are generated: each is really
 * generated, once in a run of Jest, and stored as PKCS #8 in a folder that exists as long as the
 * run (test/support/jest/open-key-pool.js). An RSA-3072 key takes half a second of CPU time or
 * more.
 *
 * Two peers of one test never have the same key; peers of different tests do.
 */

const ALGORITHM = { name: 'RSA-OAEP', hash: 'SHA-256' };

async function generate(): Promise<Uint8Array> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: RSA_MODULUS_BYTES * 8,
    publicExponent: 0x10001,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return privateKey;
}

/** Adds a new key to the pool, unless another worker was faster. */
async function store(path: string): Promise<void> {
  const own = `${path}.${process.pid}`;
  await writeFile(own, await generate());
  await link(own, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(own);
}

async function read(path: string): Promise<Bytes | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readOrGenerate(path: string): Promise<Bytes> {
  for (;;) {
    const key = await read(path);
    if (key !== undefined) return key;
    await store(path);
  }
}

/** The handle has the same properties as one of a key that the product generates. */
async function importKey(pkcs8: Bytes): Promise<SealingKey> {
  const own = await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['decrypt']);
  const readable = await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['decrypt']);
  const { n = '' } = await crypto.subtle.exportKey('jwk', readable);
  return { modulus: fromBase64url(n), private: own };
}

/** Takes keys from the pool, none of them twice. Without a pool, outside Jest, it generates them. */
export class SealingKeys {
  #taken = 0;

  get taken(): number {
    return this.#taken;
  }

  readonly take = async (): Promise<SealingKey> => {
    const index = this.#taken++;
    const folder = process.env['LIVE_CHAT_TEST_KEYS'];
    if (folder === undefined) return generateSealingKey();
    return importKey(await readOrGenerate(join(folder, `${index}.der`)));
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
