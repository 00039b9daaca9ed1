import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import * as v from 'valibot';
import { sha256 } from '../../src/crypto/hash.ts';
import { verifySignature } from '../../src/crypto/identity-key.ts';
import { decapsulate, generateKemKey } from '../../src/crypto/kem.ts';
import { padmeLength } from '../../src/crypto/padding.ts';
import { unwrapSecret, wrapSecret } from '../../src/crypto/sealing-key.ts';
import type { Bytes } from '../../src/protocol/bytes.ts';
import { isKemKey } from '../../src/protocol/kem-key.ts';

/**
 * Published test cases for the primitives that we use. They run in Node and in each browser,
 * because the platform implements the primitives.
 */

const BYTES = v.pipe(
  v.string(),
  v.regex(/^(?:[\da-f]{2})*$/),
  v.transform((hex): Bytes => {
    const pairs = hex.match(/../g) ?? [];
    return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
  }),
);

const list = <Shape extends v.ObjectEntries>(shape: Shape) =>
  v.array(v.object({ why: v.string(), ...shape }));

const SEALED = { key: BYTES, nonce: BYTES, data: BYTES, sealed: BYTES };
const SIGNED = { key: BYTES, message: BYTES, signature: BYTES };
const LOCKED = { label: BYTES, ciphertext: BYTES };
const ENCAPSULATED = { seed: BYTES, ciphertext: BYTES, secret: BYTES };

/** The shape of published.json; bytes are in hexadecimal, and `source` names their origin. */
export const PUBLISHED = v.object({
  sha256: v.object({ source: v.string(), cases: list({ message: BYTES, digest: BYTES }) }),
  hkdf: v.object({
    source: v.string(),
    cases: list({ secret: BYTES, salt: BYTES, info: BYTES, length: v.number(), key: BYTES }),
  }),
  aesGcm: v.object({
    source: v.string(),
    cases: list({ ...SEALED, plaintext: BYTES }),
    refused: list(SEALED),
  }),
  ed25519: v.object({
    source: v.string(),
    cases: list({ ...SIGNED, seed: BYTES }),
    refused: list(SIGNED),
  }),
  rsaOaep: v.object({
    source: v.string(),
    pkcs8: BYTES,
    modulus: BYTES,
    cases: list({ ...LOCKED, message: BYTES }),
    refused: list(LOCKED),
  }),
  mlKem: v.object({
    source: v.string(),
    cases: list({ ...ENCAPSULATED, key: BYTES, randomness: BYTES }),
    rejectedImplicitly: list(ENCAPSULATED),
    refusedKeys: list({ key: BYTES }),
  }),
  pbkdf2: v.object({
    source: v.string(),
    cases: list({ password: BYTES, salt: BYTES, rounds: v.number(), key: BYTES }),
  }),
  padme: v.object({
    source: v.string(),
    cases: list({ length: v.number(), padded: v.number() }),
  }),
});
export type Published = v.InferOutput<typeof PUBLISHED>;

/** One published case. Running it throws when it does not hold. */
export interface PublishedCase {
  readonly title: string;
  readonly run: () => Promise<void>;
}

function same(actual: ArrayBuffer | Uint8Array, expected: Uint8Array): void {
  const [found, wanted] = [new Uint8Array(actual), expected].map((bytes) => bytes.join());
  if (found !== wanted) throw new Error(`${found} is not ${wanted}`);
}

async function refused(attempt: () => Promise<unknown>): Promise<void> {
  const outcome = await attempt().then(
    () => 'taken',
    () => 'refused',
  );
  if (outcome === 'taken') throw new Error('was taken');
}

const { subtle } = crypto;
/** RFC 8410, 7: the prefix of the 32 bytes of an Ed25519 private key in PKCS #8. */
const ED25519_PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

async function prepareGcm({ key, nonce, data }: Published['aesGcm']['refused'][number]) {
  const aes = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { aes, parameters: { name: 'AES-GCM', iv: nonce, additionalData: data } };
}

async function derive(algorithm: HkdfParams | Pbkdf2Params, secret: Bytes, length: number) {
  const key = await subtle.importKey('raw', secret, algorithm.name, false, ['deriveBits']);
  return subtle.deriveBits(algorithm, key, length * 8);
}

const importRsa = (pkcs8: Bytes): Promise<CryptoKey> =>
  subtle.importKey('pkcs8', pkcs8, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['decrypt']);

function symmetricCases({ sha256: hash, hkdf, aesGcm, pbkdf2 }: Published): PublishedCase[] {
  return [
    ...hash.cases.map(({ why, message, digest }) => ({
      title: `SHA-256, ${why}`,
      run: async () => same(await sha256(message), digest),
    })),
    ...hkdf.cases.map(({ why, secret, salt, info, length, key }) => ({
      title: `HKDF-SHA-256, ${why}`,
      run: async () =>
        same(await derive({ name: 'HKDF', hash: 'SHA-256', salt, info }, secret, length), key),
    })),
    ...pbkdf2.cases.map(({ why, password, salt, rounds, key }) => ({
      title: `PBKDF2-HMAC-SHA-512, ${why}`,
      run: async () => {
        const algorithm = { name: 'PBKDF2', hash: 'SHA-512', salt, iterations: rounds };
        same(await derive(algorithm, password, key.length), key);
      },
    })),
    ...aesGcm.cases.map((each) => ({
      title: `AES-256-GCM, ${each.why}`,
      run: async () => {
        const { aes, parameters } = await prepareGcm(each);
        same(await subtle.encrypt(parameters, aes, each.plaintext), each.sealed);
        same(await subtle.decrypt(parameters, aes, each.sealed), each.plaintext);
      },
    })),
    ...aesGcm.refused.map((each) => ({
      title: `AES-256-GCM, ${each.why}`,
      run: async () => {
        const { aes, parameters } = await prepareGcm(each);
        await refused(() => subtle.decrypt(parameters, aes, each.sealed));
      },
    })),
  ];
}

function signatureCases({ ed25519 }: Published): PublishedCase[] {
  return [
    ...ed25519.cases.map(({ why, seed, key, message, signature }) => ({
      title: `Ed25519, ${why}`,
      run: async () => {
        const pkcs8 = Uint8Array.of(...ED25519_PKCS8, ...seed);
        const own = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
        // Safari salts its signatures: they verify, but differ from the published bytes.
        const signed = new Uint8Array(await subtle.sign('Ed25519', own, message));
        await verifySignature(key, signed, message, 'proof-invalid');
        await verifySignature(key, signature, message, 'proof-invalid');
      },
    })),
    ...ed25519.refused.map(({ why, key, message, signature }) => ({
      title: `Ed25519, refused, ${why}`,
      run: () => refused(() => verifySignature(key, signature, message, 'proof-invalid')),
    })),
  ];
}

function rsaCases({ rsaOaep: { pkcs8, modulus, cases, refused: others } }: Published) {
  return [
    ...cases.map(({ why, message, label, ciphertext }) => ({
      title: `RSA-OAEP-3072-SHA-256, ${why}`,
      run: async () => {
        const key = await importRsa(pkcs8);
        same(await unwrapSecret(key, ciphertext, label), message);
        same(await unwrapSecret(key, await wrapSecret(modulus, message, label), label), message);
      },
    })),
    ...others.map(({ why, label, ciphertext }) => ({
      title: `RSA-OAEP-3072-SHA-256, refused, ${why}`,
      run: async () => {
        const key = await importRsa(pkcs8);
        await refused(() => unwrapSecret(key, ciphertext, label));
      },
    })),
  ];
}

function kemCases({ mlKem: { cases, rejectedImplicitly, refusedKeys } }: Published) {
  return [
    ...cases.map(({ why, seed, key, randomness, ciphertext, secret }) => ({
      title: `ML-KEM-768, ${why}`,
      run: async () => {
        same((await generateKemKey(seed)).public, key);
        const encapsulated = ml_kem768.encapsulate(key, randomness);
        same(encapsulated.cipherText, ciphertext);
        same(encapsulated.sharedSecret, secret);
        same(await decapsulate(seed, ciphertext), secret);
      },
    })),
    ...rejectedImplicitly.map(({ why, seed, ciphertext, secret }) => ({
      title: `ML-KEM-768, rejected implicitly, ${why}`,
      run: async () => same(await decapsulate(seed, ciphertext), secret),
    })),
    ...refusedKeys.map(({ why, key }) => ({
      title: `ML-KEM-768, a key that is none, ${why}`,
      run: async () => {
        if (isKemKey(key)) throw new Error('was taken');
      },
    })),
  ];
}

const padmeCases = ({ padme }: Published): PublishedCase[] =>
  padme.cases.map(({ why, length, padded }) => ({
    title: `Padmé, ${why}`,
    run: async () => {
      if (padmeLength(length) !== padded) throw new Error(`${padmeLength(length)} bytes`);
    },
  }));

/** Every case of published.json. */
export const publishedCases = (published: Published): PublishedCase[] =>
  [symmetricCases, signatureCases, rsaCases, kemCases, padmeCases].flatMap((make) =>
    make(published),
  );

/** Runs all cases. @returns the failures, one line each, and the number of cases */
export async function runPublished(json: unknown): Promise<{ faults: string[]; count: number }> {
  const cases = publishedCases(v.parse(PUBLISHED, json));
  const faults: string[] = [];
  for (const { title, run } of cases) {
    await run().catch((error: unknown) => faults.push(`${title}: ${error}`));
  }
  return { faults, count: cases.length };
}
