/** IndexedDB by promises: the three things that the page needs of it. */

/** Rises with the tables or what is in them. What an older version kept, no key of this one opens. */
const VERSION = 2;

function whenOpen(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens a database of tables with keys beside their values; makes it when there is none. */
export async function openDatabase(name: string, tables: readonly string[]): Promise<IDBDatabase> {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => {
    const database = request.result;
    for (const table of [...database.objectStoreNames]) database.deleteObjectStore(table);
    for (const table of tables) database.createObjectStore(table);
  };
  return whenOpen(request);
}

/** What a request brings, or the end of a transaction, whose writes are then kept. */
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
