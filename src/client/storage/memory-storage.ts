import type { Bytes } from '../../protocol/bytes.ts';
import type { Change, Row, RowRange, Storage, Table } from './storage.ts';

/** A storage that lasts as long as its page or process: for bots, tests and private windows. */
export class MemoryStorage implements Storage {
  readonly durable = false;
  readonly #tables = new Map<Table, Map<string, Bytes>>();
  readonly #keys = new Map<string, CryptoKey>();

  async read(table: Table, key: string): Promise<Bytes | undefined> {
    return this.#table(table).get(key)?.slice();
  }

  async list(table: Table, range: RowRange = {}): Promise<readonly Row[]> {
    const { prefix = '', from = '', before, first, last } = range;
    const rows = [...this.#table(table)]
      .filter(([key]) => key.startsWith(prefix) && key >= from)
      .filter(([key]) => before === undefined || key < before)
      .map(([key, value]) => ({ key, value }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    return last === undefined ? rows.slice(0, first) : rows.slice(Math.max(0, rows.length - last));
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
    if (change.kind === 'put') this.#table(change.table).set(change.key, change.value);
    else if (change.kind === 'delete') this.#table(change.table).delete(change.key);
    else if (change.kind === 'delete-all') this.#deleteAll(change.table, change.prefix);
    else if (change.kind === 'put-key') this.#keys.set(change.name, change.key);
    else this.#keys.delete(change.name);
  }

  #deleteAll(table: Table, prefix: string): void {
    const rows = this.#table(table);
    for (const key of rows.keys()) if (key.startsWith(prefix)) rows.delete(key);
  }

  #table(table: Table): Map<string, Bytes> {
    const rows = this.#tables.get(table) ?? new Map<string, Bytes>();
    this.#tables.set(table, rows);
    return rows;
  }
}
