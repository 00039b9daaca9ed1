import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  hkdfSync,
  KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Bytes, concat } from '../../protocol/bytes.ts';

/**
 * The operations of WebCrypto that every message needs dozens of times, on this thread: for tests of what clients
 * do, not of their cryptography. Node's WebCrypto gives each to another thread, which takes many times as long as the
 * operation. These are the same functions of the same library (direct-crypto.test.ts), and as with WebCrypto, results
 * come in a later turn of the event loop. All other operations remain WebCrypto's.
 */

const AES = 'aes-256-gcm';
const TAG_BYTES = 16;
/** Keys that are imported from bytes for one operation. */
const IMPORTED = ['AES-GCM', 'HKDF'];

const bytesOf = (source: BufferSource): Bytes =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);

const isNamed = (algorithm: unknown, name: string): boolean =>
  algorithm === name || (algorithm as { name?: unknown }).name === name;

/** Node's own form of keys. */
const keyObjects = new WeakMap<object, KeyObject>();

function keyObjectOf(key: CryptoKey): KeyObject {
  if (key instanceof KeyObject) return key;
  const object = keyObjects.get(key) ?? KeyObject.from(key);
  keyObjects.set(key, object);
  return object;
}

/** Computes at once, and answers in the next turn. */
async function answer<T>(compute: () => T): Promise<T> {
  try {
    const result = compute();
    await nextTurn();
    return result;
  } catch {
    await nextTurn();
    throw new DOMException('The operation failed', 'OperationError');
  }
}

function encryptAes({ iv, additionalData }: AesGcmParams, key: CryptoKey, plain: BufferSource) {
  const cipher = createCipheriv(AES, keyObjectOf(key), bytesOf(iv));
  if (additionalData !== undefined) cipher.setAAD(bytesOf(additionalData));
  return concat(cipher.update(bytesOf(plain)), cipher.final(), cipher.getAuthTag()).buffer;
}

function decryptAes({ iv, additionalData }: AesGcmParams, key: CryptoKey, sealed: BufferSource) {
  const bytes = bytesOf(sealed);
  const decipher = createDecipheriv(AES, keyObjectOf(key), bytesOf(iv), {
    authTagLength: TAG_BYTES,
  });
  if (additionalData !== undefined) decipher.setAAD(bytesOf(additionalData));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return concat(decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()).buffer;
}

function deriveHkdf({ salt, info }: HkdfParams, key: CryptoKey, bits: number): ArrayBuffer {
  return hkdfSync('sha256', keyObjectOf(key), bytesOf(salt), bytesOf(info), bits / 8);
}

type Operation = (...args: readonly unknown[]) => unknown;

/** All of WebCrypto's operations, of which some are replaced. */
function directOperations(native: SubtleCrypto): SubtleCrypto {
  const operations = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(native)))
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name, { value }]): [string, Operation] => [name, value.bind(native)]);
  const direct: Partial<SubtleCrypto> = {
    digest: (algorithm, data) =>
      isNamed(algorithm, 'SHA-256')
        ? answer(() => concat(createHash('sha256').update(bytesOf(data)).digest()).buffer)
        : native.digest(algorithm, data),
    encrypt: (algorithm, key, data) =>
      isNamed(algorithm, 'AES-GCM')
        ? answer(() => encryptAes(algorithm as AesGcmParams, key, data))
        : native.encrypt(algorithm, key, data),
    decrypt: (algorithm, key, data) =>
      isNamed(algorithm, 'AES-GCM')
        ? answer(() => decryptAes(algorithm as AesGcmParams, key, data))
        : native.decrypt(algorithm, key, data),
    sign: (algorithm, key, data) =>
      isNamed(algorithm, 'Ed25519')
        ? answer(() => concat(sign(null, bytesOf(data), keyObjectOf(key))).buffer)
        : native.sign(algorithm, key, data),
    verify: (algorithm, key, signature, data) =>
      isNamed(algorithm, 'Ed25519')
        ? answer(() => verify(null, bytesOf(data), keyObjectOf(key), bytesOf(signature)))
        : native.verify(algorithm, key, signature, data),
    deriveBits: (algorithm, key, length) =>
      isNamed(algorithm, 'HKDF')
        ? answer(() => deriveHkdf(algorithm as HkdfParams, key, length ?? 0))
        : native.deriveBits(algorithm, key, length),
  };
  const others = Object.fromEntries(operations);
  const importKey: Operation = async (format, data, algorithm, ...rest) =>
    format === 'raw' && IMPORTED.some((name) => isNamed(algorithm, name))
      ? createSecretKey(bytesOf(data as BufferSource))
      : others['importKey']?.(format, data, algorithm, ...rest);
  // As a prototype, so that a test can replace an operation and delete its own again.
  return Object.create({ ...others, ...direct, importKey });
}

/** Answers the frequent operations of WebCrypto on this thread, in this file of tests. */
export function useDirectCrypto(): void {
  const native = globalThis.crypto;
  const value = {
    subtle: directOperations(native.subtle),
    getRandomValues: native.getRandomValues.bind(native),
    randomUUID: native.randomUUID.bind(native),
  };
  Object.defineProperty(globalThis, 'crypto', { value, configurable: true });
}
