import type { Bytes } from '../../protocol/bytes.ts';

/**
 * The data of a client: rows of bytes by table and key, and WebCrypto keys by name. One commit is
 * one transaction: all of it is stored, or nothing. Values are sealed by the client
 * (sealed-rows.ts); keys of rows are not.
 */

export const TABLES = [
  'profile',
  'people',
  'bundles',
  'messages',
  'message-places',
  'expiring',
  'transfers',
  'file-parts',
  'outbox',
  'held',
  'chains',
  'chain-ids',
  'reply-keys',
  'peer-reply-key',
  'drafts',
] as const;
export type Table = (typeof TABLES)[number];

export type Change =
  | { readonly kind: 'put'; readonly table: Table; readonly key: string; readonly value: Bytes }
  | { readonly kind: 'delete'; readonly table: Table; readonly key: string }
  /** Deletes all rows whose key has a prefix. */
  | { readonly kind: 'delete-all'; readonly table: Table; readonly prefix: string }
  /** A non-extractable CryptoKey, stored as the object that it is. */
  | { readonly kind: 'put-key'; readonly name: string; readonly key: CryptoKey }
  | { readonly kind: 'delete-key'; readonly name: string };

export interface Row {
  readonly key: string;
  readonly value: Bytes;
}

/** The rows that `list` returns: keys are compared by UTF-16 code units, like `<`. */
export interface RowRange {
  /** Only keys with this prefix. */
  readonly prefix?: string | undefined;
  /** Only this key and those above it. */
  readonly from?: string | undefined;
  /** Only keys below this one. */
  readonly before?: string | undefined;
  /** Only the first so many of them. */
  readonly first?: number | undefined;
  /** Only the last so many of them; not together with `first`. */
  readonly last?: number | undefined;
}

/**
 * Opening a storage makes the opener its only owner: later commits by an earlier opener are
 * rejected with `storage-taken`.
 *
 * Every call may throw ChatError `storage-failed`; `commit` also `storage-full` and
 * `storage-taken`, and then nothing of it was written.
 */
export interface Storage {
  /** False when all of it is gone with the page. */
  readonly durable: boolean;
  /** The caller may do with the bytes what it wants. */
  read(table: Table, key: string): Promise<Bytes | undefined>;
  /** Rows in key order. */
  list(table: Table, range?: RowRange): Promise<readonly Row[]>;
  /** A WebCrypto key by name. */
  readKey(name: string): Promise<CryptoKey | undefined>;
  /**
   * Writes all or nothing, and resolves when the data is on the disk (`durability: 'strict'`). The values belong to the
   * storage from then on.
   */
  commit(changes: readonly Change[]): Promise<void>;
  /** Deletes everything, including keys and owner. The storage can then be used as a new one. */
  erase(): Promise<void>;
  close(): void;
}
