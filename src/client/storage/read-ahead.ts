import type { Bytes } from '../../protocol/bytes.ts';
import type { PersonId } from '../views.ts';
import type { Row, RowRange, Storage, Table } from './storage.ts';

/** What reading rows takes. */
export type RowReader = Pick<Storage, 'read' | 'list'>;

/**
 * The rows of all peers, each table read in one go: when the page starts, one query for each table and peer
 * would take most of the time. Later writes are not seen.
 */
export class ReadAhead implements RowReader {
  readonly #storage: RowReader;
  readonly #tables = new Map<Table, Promise<ReadonlyMap<PersonId, Row[]>>>();

  constructor(storage: RowReader) {
    this.#storage = storage;
  }

  async list(table: Table, { prefix = '' }: RowRange = {}): Promise<readonly Row[]> {
    return (await this.#peers(table)).get(prefix.slice(0, -1)) ?? [];
  }

  async read(table: Table, peer: PersonId): Promise<Bytes | undefined> {
    return (await this.#peers(table)).get(peer)?.[0]?.value;
  }

  #peers(table: Table): Promise<ReadonlyMap<PersonId, Row[]>> {
    const peers = this.#tables.get(table) ?? this.#storage.list(table).then(byPeer);
    this.#tables.set(table, peers);
    return peers;
  }
}

function byPeer(rows: readonly Row[]): ReadonlyMap<PersonId, Row[]> {
  const peers = new Map<PersonId, Row[]>();
  for (const row of rows) {
    const [peer = ''] = row.key.split('/');
    const found = peers.get(peer);
    if (found === undefined) peers.set(peer, [row]);
    else found.push(row);
  }
  return peers;
}
