import type { Bytes } from '../../protocol/bytes.ts';
import type { PersonId } from '../views.ts';
import { partKey } from './peer-tables.ts';
import type { Change } from './storage.ts';

export const PARTS = 'file-parts';

/** Changes to the parts of files, which are sealed already. */
export class PartChanges {
  /** In their order; without bytes, all parts of a file are deleted. */
  readonly #all: { readonly key: string; readonly sealed?: Bytes }[] = [];

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  put(file: string, index: number, sealed: Bytes): void {
    this.#all.push({ key: partKey(file, index), sealed });
  }

  deleteAll(file: string): void {
    this.#all.push({ key: `${file}/` });
  }

  absorb(inner: PartChanges): void {
    this.#all.push(...inner.#all);
  }

  /** In the storage's format. */
  of(peer: PersonId): Change[] {
    return this.#all.map(({ key, sealed }) => {
      const row = `${peer}/${key}`;
      return sealed === undefined
        ? { kind: 'delete-all', table: PARTS, prefix: row }
        : { kind: 'put', table: PARTS, key: row, value: sealed };
    });
  }
}
