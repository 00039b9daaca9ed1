import {
  type Change,
  type Row,
  type RowRange,
  type Storage,
  TABLES,
  type Table,
} from '../../../client/storage/storage.ts';
import { type Bytes, release } from '../../../protocol/bytes.ts';
import { ChatError } from '../../../protocol/errors.ts';
import { openDatabase, settled } from './database.ts';
import { keyRange } from './row-range.ts';
import { storageError } from './storage-error.ts';

const DATABASE = 'live-chat';
/** WebCrypto keys by name. */
const KEYS = 'keys';
/** One row: the owner, the only one who may write. */
const OWNER = 'owner';
const OWNER_ROW = 0;
const ALL_TABLES = [...TABLES, KEYS, OWNER];

const STRICT = { durability: 'strict' } as const;

/** Stores a copy. A view would store its whole underlying buffer. */
function put(table: IDBObjectStore, key: string, value: Bytes): void {
  const isWhole = value.byteLength === value.buffer.byteLength;
  const row = isWhole ? value : value.slice();
  table.put(row, key);
  release(row);
}

const tableOf = (change: Change): string => ('table' in change ? change.table : KEYS);

function apply(transaction: IDBTransaction, change: Change): void {
  const table = transaction.objectStore(tableOf(change));
  switch (change.kind) {
    case 'put':
      put(table, change.key, change.value);
      return;
    case 'delete':
      table.delete(change.key);
      return;
    case 'delete-all':
      table.delete(keyRange({ prefix: change.prefix }) as IDBKeyRange);
      return;
    case 'put-key':
      table.put(change.key, change.name);
      return;
    case 'delete-key':
      table.delete(change.name);
  }
}

/** The last rows of a range, read with a cursor from its end, so that a long history is not read in full. */
function lastRows(table: IDBObjectStore, range: IDBKeyRange | undefined, count: number) {
  return new Promise<Row[]>((resolve, reject) => {
    const rows: Row[] = [];
    const request = table.openCursor(range, 'prev');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor !== null) rows.unshift({ key: String(cursor.key), value: cursor.value });
      if (cursor === null || rows.length >= count) resolve(rows);
      else cursor.continue();
    };
  });
}

async function firstRows(table: IDBObjectStore, range: IDBKeyRange | undefined, count?: number) {
  const [keys, values] = await Promise.all([
    settled(table.getAllKeys(range, count)),
    settled<Bytes[]>(table.getAll(range, count)),
  ]);
  return values.map((value, n) => ({ key: String(keys[n]), value }));
}

/** The client's storage in IndexedDB. */
export class IndexedDbStorage implements Storage {
  readonly durable = true;
  readonly #database: IDBDatabase;
  /**
   * Random instead of a counter, so that after `erase` no earlier owner can have the same value.
   */
  readonly #owner = crypto.randomUUID();

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** Opens the database and becomes its owner. @throws ChatError `storage-failed`, `storage-full` */
  static async open(name = DATABASE): Promise<IndexedDbStorage> {
    try {
      const storage = new IndexedDbStorage(await openDatabase(name, ALL_TABLES));
      await storage.#write([OWNER], (transaction) => storage.#own(transaction));
      return storage;
    } catch (cause) {
      throw storageError(cause);
    }
  }

  read(table: Table, key: string): Promise<Bytes | undefined> {
    return this.#read(table, (rows) => settled<Bytes | undefined>(rows.get(key)));
  }

  list(table: Table, range: RowRange = {}): Promise<readonly Row[]> {
    const keys = keyRange(range);
    const { first, last } = range;
    // To IndexedDB, a count of 0 means all.
    if (keys === null || first === 0 || last === 0) return Promise.resolve([]);
    return this.#read(table, (rows) =>
      last === undefined ? firstRows(rows, keys, first) : lastRows(rows, keys, last),
    );
  }

  readKey(name: string): Promise<CryptoKey | undefined> {
    return this.#read(KEYS, (keys) => settled<CryptoKey | undefined>(keys.get(name)));
  }

  commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return Promise.resolve();
    return this.#writeAsOwner([...new Set(changes.map(tableOf))], (transaction) => {
      for (const change of changes) apply(transaction, change);
    });
  }

  erase(): Promise<void> {
    return this.#writeAsOwner(ALL_TABLES, (transaction) => {
      for (const table of ALL_TABLES) transaction.objectStore(table).clear();
      this.#own(transaction);
    });
  }

  close(): void {
    this.#database.close();
  }

  #own(transaction: IDBTransaction): void {
    transaction.objectStore(OWNER).put(this.#owner, OWNER_ROW);
  }

  async #read<T>(table: string, read: (rows: IDBObjectStore) => Promise<T>): Promise<T> {
    try {
      return await read(this.#database.transaction(table).objectStore(table));
    } catch (cause) {
      throw storageError(cause);
    }
  }

  async #writeAsOwner(tables: readonly string[], write: (to: IDBTransaction) => void) {
    try {
      await this.#write([...tables, OWNER], async (transaction) => {
        const owner = await settled(transaction.objectStore(OWNER).get(OWNER_ROW));
        if (owner !== this.#owner) throw new ChatError('storage-taken');
        write(transaction);
      });
    } catch (cause) {
      throw storageError(cause);
    }
  }

  /** When `write` throws, the transaction is rolled back. */
  async #write(tables: readonly string[], write: (to: IDBTransaction) => void | Promise<void>) {
    const transaction = this.#database.transaction(new Set(tables), 'readwrite', STRICT);
    const end = settled(transaction);
    try {
      await write(transaction);
    } catch (cause) {
      end.catch(() => undefined);
      transaction.abort();
      throw cause;
    }
    await end;
  }
}
