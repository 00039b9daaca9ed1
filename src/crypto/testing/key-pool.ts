import { generateKeyPair } from 'node:crypto';
import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RSA_MODULUS_BYTES } from '../../protocol/bundle.ts';
import type { Bytes } from '../../protocol/bytes.ts';

/**
 * A pool of RSA keys for tests that do not test how keys are generated: each is really generated,
 * once in a run, and stored as PKCS #8 in a folder that exists as long as the run. An RSA-3072 key
 * takes half a second of CPU time or more.
 */

/** Names the folder of the pool. Empty is the same as not set. */
const VARIABLE = 'LIVE_CHAT_TEST_KEYS';

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

/** The key with this index, as PKCS #8; undefined without a pool. */
export async function pooledKey(index: number): Promise<Bytes | undefined> {
  const folder = process.env[VARIABLE];
  return !folder ? undefined : readOrGenerate(join(folder, `${index}.der`));
}

async function readOrGenerate(path: string): Promise<Bytes> {
  for (;;) {
    const key = await read(path);
    if (key !== undefined) return key;
    await store(path);
  }
}
