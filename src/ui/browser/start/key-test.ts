import { strings } from '../../strings/catalogue.ts';

/** A test for one kind of key: that the browser can generate, store and use it. */
export interface KeyTest {
  readonly name: string;
  make(): Promise<MadeKey>;
}

export interface MadeKey {
  /** The private or secret key, not extractable. */
  readonly key: CryptoKey;
  /** Whether this key, or the same key read back from storage, works. */
  works(key: CryptoKey): Promise<boolean>;
}

const SAMPLE = new Uint8Array([1, 2, 3]);
const NONCE_BYTES = 12;

const isSample = (bytes: ArrayBuffer): boolean => new Uint8Array(bytes).join() === SAMPLE.join();

async function makeEd25519(): Promise<MadeKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new TypeError('Ed25519 returned no key pair');
  return {
    key: pair.privateKey,
    works: async (key) => {
      const signature = await crypto.subtle.sign('Ed25519', key, SAMPLE);
      return crypto.subtle.verify('Ed25519', pair.publicKey, signature, SAMPLE);
    },
  };
}

/** A short key, because it is generated at every start and protects nothing. */
const RSA = {
  name: 'RSA-OAEP',
  modulusLength: 1024,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};

async function makeRsa(): Promise<MadeKey> {
  const pair = await crypto.subtle.generateKey(RSA, false, ['encrypt', 'decrypt']);
  const sealed = await crypto.subtle.encrypt('RSA-OAEP', pair.publicKey, SAMPLE);
  return {
    key: pair.privateKey,
    works: async (key) => isSample(await crypto.subtle.decrypt('RSA-OAEP', key, sealed)),
  };
}

async function makeAes(): Promise<MadeKey> {
  const kind = { name: 'AES-GCM', length: 256 };
  const key = await crypto.subtle.generateKey(kind, false, ['encrypt', 'decrypt']);
  const use = { name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(NONCE_BYTES)) };
  const sealed = await crypto.subtle.encrypt(use, key, SAMPLE);
  return {
    key,
    works: async (same) => isSample(await crypto.subtle.decrypt(use, same, sealed)),
  };
}

/** The kinds of keys that the encryption needs, each with the name that a person reads when it is missing. */
export const KEY_TESTS: readonly KeyTest[] = [
  { name: strings.need.ed25519, make: makeEd25519 },
  { name: strings.need.rsa, make: makeRsa },
  { name: strings.need.aes, make: makeAes },
];
