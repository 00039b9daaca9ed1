/** The parts of IndexedDB that the page needs, with promises. */

/** Increases when the tables or their content change. No key of this version opens older rows. */
const VERSION = 2;

function whenOpen(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens a database of tables with out-of-line keys, and creates it if necessary. */
export async function openDatabase(name: string, tables: readonly string[]): Promise<IDBDatabase> {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => {
    const database = request.result;
    for (const table of [...database.objectStoreNames]) database.deleteObjectStore(table);
    for (const table of tables) database.createObjectStore(table);
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
