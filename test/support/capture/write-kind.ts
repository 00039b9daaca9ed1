import type { Change } from '../../../src/client/storage/storage.ts';

/** What a commit writes, without keys and values: `delete outbox, put chains`. */
export const writeKind = (changes: readonly Change[]): string =>
  [...new Set(changes.map((each) => ('table' in each ? `${each.kind} ${each.table}` : each.kind)))]
    .sort()
    .join(', ');
