import { createPrivateKey, generatePrime, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RSA_MODULUS_BYTES } from '../../protocol/bundle.ts';
import type { Bytes } from '../../protocol/bytes.ts';

/**
 * A pool of RSA keys for tests that do not test how keys are generated: a folder that exists as long as the run. An
 * RSA-3072 key takes half a second of CPU time or more, most of it for its two primes. So each prime of the pool
 * makes a key with each other one: five are enough for ten keys. Keys are stored as PKCS #8.
 */

/** Names the folder of the pool. Empty is the same as not set. */
const VARIABLE = 'LIVE_CHAT_TEST_KEYS';
const [KEY, PRIME] = ['.der', '.prime'];
const EXPONENT = 65_537n;
const PRIME_BITS = (RSA_MODULUS_BYTES * 8) / 2;

/**
 * Opens the pool for this process and the processes that it starts, unless there is one.
 * @returns deletes the pool again
 */
export async function openKeyPool(): Promise<() => Promise<void>> {
  if (process.env[VARIABLE]) return async () => {};
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-keys-'));
  process.env[VARIABLE] = folder;
  return () => rm(folder, { recursive: true });
}

/** The setting that gives another process keys of its own in the pool, or none. */
export async function poolOf(name: string): Promise<Readonly<Record<string, string>>> {
  const pool = process.env[VARIABLE];
  if (!pool) return {};
  const folder = join(pool, name);
  await mkdir(folder, { recursive: true });
  return { [VARIABLE]: folder };
}

/** The inverse of a number, by the extended Euclidean algorithm. */
function inverse(number: bigint, modulus: bigint): bigint {
  let [rest, next, factor, nextFactor] = [modulus, number % modulus, 0n, 1n];
  while (next > 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0n ? factor + modulus : factor;
}

function base64url(number: bigint): string {
  const digits = number.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex').toString(
    'base64url',
  );
}

/** The key of two primes (RFC 8017, section 3). */
function keyOf(one: bigint, other: bigint): Uint8Array {
  const [p, q] = one > other ? [one, other] : [other, one];
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const numbers = {
    ...{ n: p * q, e: EXPONENT, d, p, q },
    ...{ dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) },
  };
  const parts = Object.entries(numbers).map(([name, number]) => [name, base64url(number)]);
  const key = { kty: 'RSA', ...Object.fromEntries(parts) };
  return createPrivateKey({ key, format: 'jwk' }).export({ type: 'pkcs8', format: 'der' });
}

async function newPrime(): Promise<bigint> {
  const prime = await new Promise<bigint>((resolve, reject) =>
    generatePrime(PRIME_BITS, { bigint: true }, (error, found) =>
      error ? reject(error) : resolve(found),
    ),
  );
  // With such a prime, the exponent has no inverse.
  return prime % EXPONENT === 1n ? newPrime() : prime;
}

/** Writes a file that others may read as soon as they see it. */
async function put(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.draft`, content);
  await rename(`${path}.draft`, path);
}

/** Adds a prime to the pool, and its key with each other prime that the pool has now. */
async function addPrime(folder: string, others: readonly string[]): Promise<void> {
  const [name, prime] = [randomBytes(8).toString('hex'), await newPrime()];
  for (const other of others) {
    const second = BigInt(await readFile(join(folder, other), 'utf8'));
    await put(join(folder, `${name}-${other}${KEY}`), keyOf(prime, second));
  }
  await put(join(folder, `${name}${PRIME}`), `${prime}`);
}

/** The keys that this process has taken, by their index. */
const taken: string[] = [];
let taking: Promise<unknown> = Promise.resolve();

/** Takes one that this process does not have; if there is none, it generates one. */
async function takeOne(folder: string): Promise<void> {
  const files = await readdir(folder);
  const key = files.find((file) => file.endsWith(KEY) && !taken.includes(file));
  if (key !== undefined) {
    taken.push(key);
    return;
  }
  await addPrime(
    folder,
    files.filter((file) => file.endsWith(PRIME)),
  );
  await takeOne(folder);
}

async function takeUpTo(folder: string, index: number): Promise<void> {
  while (taken.length <= index) await takeOne(folder);
}

/** The key that has this index in this process, as PKCS #8; undefined without a pool. */
export async function pooledKey(index: number): Promise<Bytes | undefined> {
  const folder = process.env[VARIABLE];
  if (!folder) return undefined;
  // One after the other: none is taken twice, and two of them do not generate primes where one is enough.
  const turn = taking.then(() => takeUpTo(folder, index));
  taking = turn.catch(() => undefined);
  await turn;
  return new Uint8Array(await readFile(join(folder, taken[index] ?? '')));
}
