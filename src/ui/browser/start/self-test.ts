import { generated } from '../../../crypto/key-generation.ts';
import { strings } from '../../strings/catalogue.ts';
import { openDatabase, settled } from '../storage/database.ts';
import { KEY_TESTS, type MadeKey } from './key-test.ts';

/** What this browser can do. */
export interface Abilities {
  /** What is missing, as text for people. Empty when the chat can run. */
  readonly missing: readonly string[];
  /** Whether keys can be stored and used again. If not, everything stays in memory. */
  readonly keepsKeys: boolean;
}

const DATABASE = 'live-chat-self-test';
const KEYS = 'keys';

function missingInterfaces(): string[] {
  if (!isSecureContext) return [strings.need.secure];
  const missing: string[] = [];
  if (globalThis.crypto?.subtle === undefined) missing.push(strings.need.crypto);
  if (navigator.locks === undefined) missing.push(strings.need.locks);
  return missing;
}

async function makeKeys(): Promise<{ made: readonly MadeKey[]; missing: readonly string[] }> {
  const results = await Promise.allSettled(KEY_TESTS.map(({ make }) => generated(make)));
  const missing = KEY_TESTS.filter((_test, n) => results[n]?.status === 'rejected');
  return {
    made: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    missing: missing.map(({ name }) => name),
  };
}

async function throughStorage(keys: readonly CryptoKey[]): Promise<readonly unknown[]> {
  const database = await openDatabase(DATABASE, [KEYS]);
  try {
    const writing = database.transaction(KEYS, 'readwrite');
    keys.forEach((key, n) => {
      writing.objectStore(KEYS).put(key, n);
    });
    await settled(writing);
    return await settled(database.transaction(KEYS).objectStore(KEYS).getAll());
  } finally {
    database.close();
    indexedDB.deleteDatabase(DATABASE);
  }
}

/** Some private windows refuse to store keys; others return something unusable. */
async function keepsKeys(made: readonly MadeKey[]): Promise<boolean> {
  try {
    const kept = await throughStorage(made.map(({ key }) => key));
    const works = made.map(async (each, n) => {
      const key = kept[n];
      return key instanceof CryptoKey && !key.extractable && (await each.works(key));
    });
    return (await Promise.all(works)).every(Boolean);
  } catch {
    return false;
  }
}

/** Tests everything that the encryption needs, the way it will be used. */
export async function testBrowser(): Promise<Abilities> {
  const absent = missingInterfaces();
  if (absent.length > 0) return { missing: absent, keepsKeys: false };
  const { made, missing } = await makeKeys();
  return { missing, keepsKeys: missing.length === 0 && (await keepsKeys(made)) };
}
