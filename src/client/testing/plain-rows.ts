import { openAtRest } from '../../crypto/storage-key.ts';
import { fromBase64url, fromUtf8 } from '../../protocol/bytes.ts';
import { type Storage, TABLES } from '../storage/storage.ts';

/** Base64url that is long enough to contain a text. */
const ENCODED = /[\w-]{32,}/g;

/** Everything readable in a text: the text itself, and what is encoded in it. */
function readable(text: string): string {
  const inner = [...text.matchAll(ENCODED)].map(([found]) => {
    try {
      return new TextDecoder().decode(fromBase64url(found));
    } catch {
      return '';
    }
  });
  return [text, ...inner].join('\n');
}

/** Everything that a profile stores, opened with its own key, for a search for plaintext. */
export async function plainRows(storage: Storage): Promise<string[]> {
  const key = await storage.readKey('storage');
  if (key === undefined) throw new TypeError('a profile without a storage key');
  const found: string[] = [];
  for (const table of TABLES) {
    for (const row of await storage.list(table)) {
      const plain = await openAtRest(key, { table, key: row.key }, row.value);
      found.push(readable(fromUtf8(plain)));
    }
  }
  return found;
}
