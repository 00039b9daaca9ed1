import type { Bytes } from '../../protocol/bytes.ts';
import { SortedRows } from './sorted-rows.ts';
import type { Change, Row, RowRange, Storage, Table } from './storage.ts';

/** A storage that lasts as long as its page or process: for bots, tests and private windows. */
export class MemoryStorage implements Storage {
  readonly durable = false;
  readonly #tables = new Map<Table, SortedRows>();
  readonly #keys = new Map<string, CryptoKey>();

  async read(table: Table, key: string): Promise<Bytes | undefined> {
    return this.#table(table).get(key)?.slice();
  }

  async list(table: Table, range: RowRange = {}): Promise<readonly Row[]> {
    return this.#table(table).list(range);
  }

  async readKey(name: string): Promise<CryptoKey | undefined> {
    return this.#keys.get(name);
  }

  async commit(changes: readonly Change[]): Promise<void> {
    for (const change of changes) this.#apply(change);
  }

  async erase(): Promise<void> {
    this.#tables.clear();
    this.#keys.clear();
  }

  close(): void {}

  #apply(change: Change): void {
    if (change.kind === 'put') this.#table(change.table).put(change.key, change.value);
    else if (change.kind === 'delete') this.#table(change.table).delete(change.key);
    else if (change.kind === 'delete-all') this.#table(change.table).deleteAll(change.prefix);
    else if (change.kind === 'put-key') this.#keys.set(change.name, change.key);
    else this.#keys.delete(change.name);
  }

  #table(table: Table): SortedRows {
    const rows = this.#tables.get(table) ?? new SortedRows();
    this.#tables.set(table, rows);
    return rows;
  }
}
