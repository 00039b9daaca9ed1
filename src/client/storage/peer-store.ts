import { type Bytes, utf8 } from '../../protocol/bytes.ts';
import { MESSAGE_ROW, type MessageRow, refOf } from '../conversation/timeline-entry.ts';
import { SerialQueue } from '../scheduling/serial-queue.ts';
import type { MessageRef, PersonId } from '../views.ts';
import { newPeer, type PeerState } from './peer-state.ts';
import {
  DRAFT,
  emptyRows,
  MESSAGE_PLACE,
  type MessagePlace,
  partKey,
  placeKey,
  type RowMap,
  type RowSource,
  SCHEMAS,
  TABLE_NAMES,
  type TableName,
  type Tables,
} from './peer-tables.ts';
import type { RowWrite, SealedRows } from './sealed-rows.ts';
import type { Change, RowRange } from './storage.ts';

/** Maximum bytes of a stored row besides its JSON: key, nonce and tag. */
export const ROW_BYTES = 160;

/** Row key of what a peer has only one of: their state, their bundle. */
export const ONLY = '';

const PARTS = 'file-parts';

/** The key of a part of a file and its sealed bytes; or only a prefix of keys, whose parts are deleted. */
type PartChange = readonly [key: string, sealed?: Bytes];

const partChange = (peer: PersonId, [key, value]: PartChange): Change =>
  value === undefined
    ? { kind: 'delete-all', table: PARTS, prefix: `${peer}/${key}` }
    : { kind: 'put', table: PARTS, key: `${peer}/${key}`, value };

/**
 * Changes to the rows of one peer, written all or nothing. It reads what it has changed. A
 * transaction over another one lets a single step fail without a trace.
 */
export class Transaction implements RowSource {
  readonly #base: RowSource;
  readonly #changed: { [T in TableName]: Map<string, Tables[T] | undefined> } = emptyRows();
  readonly #messages = new Map<string, MessageRow | undefined>();
  readonly #places = new Map<string, MessagePlace | undefined>();
  /** Changed parts of files, in their order; `PeerStore.sealPart` seals them. */
  readonly parts: PartChange[] = [];

  constructor(base: RowSource) {
    this.#base = base;
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    const changed: Map<string, Tables[T] | undefined> = this.#changed[table];
    return changed.has(key) ? changed.get(key) : this.#base.get(table, key);
  }

  entries<T extends TableName>(table: T): ReadonlyMap<string, Tables[T]> {
    const all = new Map(this.#base.entries(table));
    const changed: Map<string, Tables[T] | undefined> = this.#changed[table];
    for (const [key, value] of changed) {
      if (value === undefined) all.delete(key);
      else all.set(key, value);
    }
    return all;
  }

  /** The peer's state. Assign a new object to change it. */
  get state(): PeerState {
    const state = this.get('people', ONLY);
    if (state === undefined) throw new TypeError('a person without a state');
    return state;
  }

  set state(state: PeerState) {
    this.put('people', ONLY, state);
  }

  put<T extends TableName>(table: T, key: string, value: Tables[T]): void {
    const changed: Map<string, Tables[T] | undefined> = this.#changed[table];
    changed.set(key, value);
  }

  delete(table: TableName, key: string): void {
    this.#changed[table].set(key, undefined);
  }

  async message(order: string): Promise<MessageRow | undefined> {
    return this.#messages.has(order) ? this.#messages.get(order) : this.#base.message(order);
  }

  async place(ref: MessageRef): Promise<MessagePlace | undefined> {
    const key = placeKey(ref);
    return this.#places.has(key) ? this.#places.get(key) : this.#base.place(ref);
  }

  /** Writes a timeline row under its order, and its place. */
  putMessage(order: string, row: MessageRow): void {
    this.#messages.set(order, row);
    const ref = refOf(row);
    if (ref !== undefined) this.#places.set(placeKey(ref), { order });
  }

  /** Deletes a timeline row. A message with a reference may get another place. */
  deleteMessage(order: string, ref?: MessageRef): void {
    this.#messages.set(order, undefined);
    if (ref !== undefined) this.#places.set(placeKey(ref), undefined);
  }

  /** From now on a message is not shown, whether it comes again or for the first time. */
  forgetMessage(ref: MessageRef): void {
    this.#places.set(placeKey(ref), {});
  }

  /** Ends what `forgetMessage` began. */
  rememberMessage(ref: MessageRef): void {
    this.#places.set(placeKey(ref), undefined);
  }

  /** Deletes the content of a message and all that is known of its transfer, if it is a file. */
  forgetFile(ref: MessageRef): void {
    const file = placeKey(ref);
    if (this.get('transfers', file) === undefined) return;
    this.delete('transfers', file);
    this.parts.push([`${file}/`]);
  }

  /** The timeline rows that are written here and were not stored before. */
  get messages(): readonly { readonly order: string; readonly row: MessageRow }[] {
    const below = this.#base instanceof Transaction ? this.#base.messages : [];
    const own = [...this.#messages].flatMap(([order, row]) => (row ? [{ order, row }] : []));
    return [...below, ...own];
  }

  /** Bytes of all rows of the peer besides the timeline, as they will be stored. */
  get bytes(): number {
    const rows = TABLE_NAMES.flatMap((table) => [...this.entries(table).values()]);
    return rows.reduce((sum, row) => sum + ROW_BYTES + utf8(JSON.stringify(row)).length, 0);
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return this.writes('').length === 0 && this.parts.length === 0;
  }

  /** Includes the changes of a transaction over this one. */
  absorb(inner: Transaction): void {
    inner.copyTo((table, key, value) => this.#changed[table].set(key, value as never));
    for (const [order, row] of inner.#messages) this.#messages.set(order, row);
    for (const [key, place] of inner.#places) this.#places.set(key, place);
    this.parts.push(...inner.parts);
  }

  copyTo(write: (table: TableName, key: string, value: object | undefined) => void): void {
    for (const table of Object.keys(this.#changed) as TableName[]) {
      for (const [key, value] of this.#changed[table]) write(table, key, value);
    }
  }

  /** The changed rows, in the storage's format. */
  writes(peer: PersonId): RowWrite[] {
    const writes: RowWrite[] = [];
    this.copyTo((table, key, value) => {
      writes.push({
        table,
        key: table === 'people' || table === 'drafts' ? peer : `${peer}/${key}`,
        value,
      });
    });
    for (const [order, value] of this.#messages) {
      writes.push({ table: 'messages', key: `${peer}/${order}`, value });
    }
    for (const [key, value] of this.#places) {
      writes.push({ table: 'message-places', key: `${peer}/${key}`, value });
    }
    return writes;
  }
}

/** The stored rows of one peer. */
export class PeerStore implements RowSource {
  readonly #peer: PersonId;
  readonly #rows: SealedRows;
  readonly #loaded: RowMap = emptyRows();
  readonly #commits = new SerialQueue();
  #isStored = false;
  /** Reads the tables; undefined once they were read. */
  #load: (() => Promise<void>) | undefined;

  private constructor(peer: PersonId, rows: SealedRows, state: PeerState) {
    this.#peer = peer;
    this.#rows = rows;
    this.#loaded.people.set(ONLY, state);
  }

  /** A new peer, about whom nothing is stored before the first commit. */
  static create(peer: PersonId, rows: SealedRows, state: PeerState): PeerStore {
    return new PeerStore(peer, rows, state);
  }

  /**
   * Reads all that is stored about a peer, or for a stranger only the name, and the rest with `open`.
   * @param ahead the rows of all peers, if many are loaded
   * @throws ChatError `storage-failed`
   */
  static async load(
    peer: PersonId,
    rows: SealedRows,
    state: PeerState,
    ahead = rows,
  ): Promise<PeerStore> {
    const person = new PeerStore(peer, rows, state);
    person.#isStored = true;
    if (!state.known) person.#load = () => person.#loadTables(rows);
    await (state.known ? person.#loadTables(ahead) : person.#loadTable('bundles', ahead));
    return person;
  }

  /** Reads what was not read yet. Nothing else may be changed before. @throws ChatError `storage-failed` */
  async open(): Promise<void> {
    await this.#load?.();
    this.#load = undefined;
  }

  /** Whether everything that is stored about the peer is in memory. */
  get isOpen(): boolean {
    return this.#load === undefined;
  }

  /**
   * Deletes everything that is stored about the peer, and stores a state in its place if one is
   * given. @throws ChatError `storage-…`
   */
  async erase(state?: PeerState): Promise<void> {
    await this.open();
    const tx = new Transaction(this);
    for (const table of TABLE_NAMES) {
      for (const key of this.#loaded[table].keys()) tx.delete(table, key);
    }
    for (const { order, row } of await this.messages({})) tx.deleteMessage(order, refOf(row));
    if (state !== undefined) tx.state = state;
    const parts: Change = { kind: 'delete-all', table: PARTS, prefix: `${this.#peer}/` };
    await this.#commits.run(() => this.#rows.commit(tx.writes(this.#peer), [parts]));
    this.#isStored = state !== undefined;
    for (const table of TABLE_NAMES) this.#loaded[table].clear();
    this.#loaded.people.set(ONLY, state ?? newPeer('', 0));
  }

  /** Whether anything is stored about the peer. If so, their state is. */
  get isStored(): boolean {
    return this.#isStored;
  }

  get state(): PeerState {
    return this.#loaded.people.get(ONLY) as PeerState;
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    return this.#loaded[table].get(key);
  }

  entries<T extends TableName>(table: T): ReadonlyMap<string, Tables[T]> {
    return this.#loaded[table];
  }

  /**
   * Writes a transaction, all or nothing. What is in memory changes only afterwards.
   * @throws ChatError `storage-full`, `storage-failed`, `storage-taken`
   */
  commit(tx: Transaction): Promise<void> {
    // One at a time: the first commit writes the state as well, and must not write an older one.
    return this.#commits.run(async () => {
      if (tx.isEmpty) return;
      if (!this.#isStored) tx.state = { ...tx.state };
      await this.#rows.commit(
        tx.writes(this.#peer),
        tx.parts.map((part) => partChange(this.#peer, part)),
      );
      this.#isStored = true;
      tx.copyTo((table, key, value) => {
        if (value === undefined) this.#loaded[table].delete(key);
        else this.#loaded[table].set(key, value as never);
      });
    });
  }

  /** Timeline rows in their order. The bounds of the range are orders. */
  async messages({ from, before, first, last }: Omit<RowRange, 'prefix'>) {
    const prefix = `${this.#peer}/`;
    const keyOf = (order: string | undefined) => order && `${prefix}${order}`;
    const stored = { prefix, from: keyOf(from), before: keyOf(before), first, last };
    const found = await this.#rows.list(MESSAGE_ROW, 'messages', stored);
    return found.map(({ key, value }) => ({ order: key.slice(prefix.length), row: value }));
  }

  async message(order: string): Promise<MessageRow | undefined> {
    return this.#rows.read(MESSAGE_ROW, 'messages', `${this.#peer}/${order}`);
  }

  async place(ref: MessageRef): Promise<MessagePlace | undefined> {
    return this.#rows.read(MESSAGE_PLACE, 'message-places', `${this.#peer}/${placeKey(ref)}`);
  }

  /** Seals a part of a file for a transaction. */
  async sealPart(file: string, index: number, plain: Bytes): Promise<PartChange> {
    const key = partKey(file, index);
    return [key, await this.#rows.sealBytes(PARTS, `${this.#peer}/${key}`, plain)];
  }

  /** A part of a file, if it is here. @throws ChatError `storage-failed` */
  part(file: string, index: number): Promise<Bytes | undefined> {
    return this.#rows.readBytes(PARTS, `${this.#peer}/${partKey(file, index)}`);
  }

  async #loadTables(from: SealedRows): Promise<void> {
    const tables = Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[];
    await Promise.all([
      this.#loadDraft(from),
      ...tables.map((each) => this.#loadTable(each, from)),
    ]);
  }

  async #loadDraft(from: SealedRows): Promise<void> {
    const draft = await from.read(DRAFT, 'drafts', this.#peer);
    if (draft !== undefined) this.#loaded.drafts.set(ONLY, draft);
  }

  async #loadTable(table: keyof typeof SCHEMAS, from: SealedRows): Promise<void> {
    const prefix = `${this.#peer}/`;
    const found = await from.list(SCHEMAS[table], table, { prefix });
    const loaded: Map<string, object> = this.#loaded[table];
    for (const { key, value } of found) loaded.set(key.slice(prefix.length), value);
  }
}

type PeerRows = Pick<PeerStore, 'state' | 'get'>;

/** The peer's name: from their own signed bundle, once it is known. */
export const nameOf = (rows: PeerRows): string =>
  rows.get('bundles', ONLY)?.name ?? rows.state.name;

/** Whether the conversation belongs in the list. */
export function isListed(rows: PeerRows): boolean {
  const { consent, verified } = rows.state;
  return consent !== 'none' || verified || rows.get('drafts', ONLY) !== undefined;
}
