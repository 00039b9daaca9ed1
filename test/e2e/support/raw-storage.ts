import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** One value in a page's storage, as somebody with the browser profile can read it. */
export interface RawRow {
  /** `live-chat/messages`, `localStorage`, … */
  readonly place: string;
  readonly key: string;
  /** `bytes`, `key` (not extractable), `readable key`, or the type of anything else. */
  readonly kind: string;
  /** The bytes as Latin-1, or the value as JSON. */
  readonly text: string;
}

/**
 * Reads every place where a site may store something, with a page of the same origin without our
 * script. The caller reads cookies, because a page sees only some.
 */
export function readRawStorage(page: Page): Promise<RawRow[]> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const depict = (value: unknown): { kind: string; text: string } => {
      if (value instanceof CryptoKey) {
        return { kind: value.extractable ? 'readable key' : 'key', text: value.type };
      }
      if (value instanceof Uint8Array) {
        return { kind: 'bytes', text: Array.from(value, (b) => String.fromCharCode(b)).join('') };
      }
      return { kind: typeof value, text: JSON.stringify(value) };
    };
    const rows: { place: string; key: string; kind: string; text: string }[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const table of database.objectStoreNames) {
        const store = database.transaction(table).objectStore(table);
        const [keys, values] = await Promise.all([
          settled(store.getAllKeys()),
          settled(store.getAll()),
        ]);
        for (const [n, value] of values.entries()) {
          rows.push({ place: `${name}/${table}`, key: String(keys[n]), ...depict(value) });
        }
      }
      database.close();
    }
    for (const [place, storage] of Object.entries({ localStorage, sessionStorage })) {
      for (const [key, value] of Object.entries(storage)) {
        rows.push({ place, key, ...depict(value) });
      }
    }
    for (const key of await caches.keys()) rows.push({ place: 'caches', key, ...depict('') });
    const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
    for (const { scope } of workers) {
      rows.push({ place: 'service workers', key: scope, ...depict('') });
    }
    return rows;
  });
}

/** How text may be encoded in a file: UTF-8, UTF-16 as in JavaScript, and base64 at each offset. */
function formsOf(secret: string): Buffer[] {
  const utf8 = Buffer.from(secret, 'utf8');
  const base64 = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), utf8]).toString('base64');
    // The first and last characters depend on the adjacent bytes.
    return Buffer.from(shifted.slice(offset === 0 ? 0 : 4, -4));
  });
  const utf16 = Buffer.from(secret, 'utf16le');
  return [utf8, utf16, Buffer.from(utf16).swap16(), ...base64];
}

/** The secrets that occur in a Latin-1 text. */
export const secretsIn = (text: string, secrets: readonly string[]): string[] =>
  secrets.filter((secret) =>
    formsOf(secret).some((form) => Buffer.from(text, 'latin1').includes(form)),
  );

/** Where secrets were found on a disk, and how much was searched. */
export interface DiskSearch {
  readonly files: number;
  readonly bytes: number;
  /** `file: secret` */
  readonly found: readonly string[];
}

/** Searches every file of a browser's profile. */
export async function searchProfile(
  folder: string,
  secrets: readonly string[],
): Promise<DiskSearch> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  let [files, bytes] = [0, 0];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    files++;
    bytes += content.length;
    for (const secret of secrets) {
      if (formsOf(secret).some((form) => content.includes(form))) {
        found.push(`${path.slice(folder.length + 1)}: ${secret}`);
      }
    }
  }
  return { files, bytes, found };
}
