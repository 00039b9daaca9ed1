import * as v from 'valibot';
import { openAtRest, sealAtRest } from '../../crypto/storage-key.ts';
import { type Bytes, fromUtf8, release, utf8 } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { ReadAhead, type RowReader } from './read-ahead.ts';
import type { Change, Row, RowRange, Storage, Table } from './storage.ts';

/** A row to write; without a value, it is deleted. */
export interface RowWrite {
  readonly table: Table;
  readonly key: string;
  readonly value: object | undefined;
}

/** A row that was read, parsed. */
export interface ParsedRow<T> {
  readonly key: string;
  readonly value: T;
}

/** Rows of JSON in a storage, each sealed under the storage key and bound to its table and key. */
export class SealedRows {
  readonly #storage: Storage;
  readonly #key: CryptoKey;
  readonly #reader: RowReader;

  constructor(storage: Storage, key: CryptoKey, reader: RowReader = storage) {
    this.#storage = storage;
    this.#key = key;
    this.#reader = reader;
  }

  /** The rows of all peers as they are now, for reading. */
  readAhead(): SealedRows {
    return new SealedRows(this.#storage, this.#key, new ReadAhead(this.#storage));
  }

  /**
   * @throws ChatError `storage-failed`, also when the row does not open or does not match its
   * schema
   */
  async read<S extends v.GenericSchema>(
    schema: S,
    table: Table,
    key: string,
  ): Promise<v.InferOutput<S> | undefined> {
    const value = await this.#reader.read(table, key);
    return value === undefined ? undefined : this.#open(schema, table, { key, value });
  }

  /** Rows in the order of their keys. @throws ChatError `storage-failed` */
  async list<S extends v.GenericSchema>(
    schema: S,
    table: Table,
    range?: RowRange,
  ): Promise<ParsedRow<v.InferOutput<S>>[]> {
    const rows = await this.#reader.list(table, range);
    return Promise.all(
      rows.map(async (row) => ({ key: row.key, value: await this.#open(schema, table, row) })),
    );
  }

  /**
   * Seals all rows, then writes them in one transaction, with what needs no sealing.
   * @throws ChatError `storage-full`, `storage-failed`, `storage-taken`; then nothing was written
   */
  async commit(writes: readonly RowWrite[], others: readonly Change[] = []): Promise<void> {
    const changes = await Promise.all(writes.map((write) => this.#seal(write)));
    if (changes.length + others.length > 0) await this.#storage.commit([...changes, ...others]);
  }

  /** Seals bytes for a row that `commit` gets among what needs no sealing. */
  sealBytes(table: Table, key: string, plain: Bytes): Promise<Bytes> {
    return sealAtRest(this.#key, { table, key }, plain);
  }

  /** The bytes of such a row. @throws ChatError `storage-failed` */
  async readBytes(table: Table, key: string): Promise<Bytes | undefined> {
    const value = await this.#storage.read(table, key);
    if (value === undefined) return undefined;
    const plain = await openAtRest(this.#key, { table, key }, value);
    release(value);
    return plain;
  }

  async #seal({ table, key, value }: RowWrite): Promise<Change> {
    if (value === undefined) return { kind: 'delete', table, key };
    const plain = utf8(JSON.stringify(value));
    return { kind: 'put', table, key, value: await sealAtRest(this.#key, { table, key }, plain) };
  }

  async #open<S extends v.GenericSchema>(
    schema: S,
    table: Table,
    { key, value }: Row,
  ): Promise<v.InferOutput<S>> {
    const plain = await openAtRest(this.#key, { table, key }, value);
    const result = v.safeParse(schema, JSON.parse(fromUtf8(plain)));
    if (!result.success) throw new ChatError('storage-failed', { field: table });
    return result.output;
  }
}
