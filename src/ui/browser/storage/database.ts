/** The parts of IndexedDB that the page needs, with promises. */

/** Increases when the tables or their content change. */
const VERSION = 5;
/** No key of this version opens rows from before it. */
const OLDEST_READABLE = 2;

function whenOpen(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens a database of tables with out-of-line keys, and creates it if necessary. */
export async function openDatabase(name: string, tables: readonly string[]): Promise<IDBDatabase> {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = ({ oldVersion }) => {
    const database = request.result;
    const found = [...database.objectStoreNames];
    const kept = oldVersion < OLDEST_READABLE ? [] : found;
    for (const table of found) if (!kept.includes(table)) database.deleteObjectStore(table);
    for (const table of tables) if (!kept.includes(table)) database.createObjectStore(table);
  };
  return whenOpen(request);
}

/** Resolves to the result of a request, or when a transaction has been committed. */
export function settled<T>(request: IDBRequest<T>): Promise<T>;
export function settled(transaction: IDBTransaction): Promise<void>;
export function settled(source: IDBRequest | IDBTransaction): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (source instanceof IDBTransaction) {
      source.oncomplete = () => resolve(undefined);
      source.onabort = () => reject(source.error);
    } else {
      source.onsuccess = () => resolve(source.result);
      source.onerror = () => reject(source.error);
    }
  });
}
