import { fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { foldName } from '../../protocol/name.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { Handlers } from './handlers.ts';
import { presenceOf } from './presence.ts';

/** Looks up people by name, and their bundles by identity key. */
export function directoryHandlers({
  store,
  now,
}: RelayParts): Pick<Handlers, 'directory:find' | 'directory:bundle'> {
  return {
    'directory:find': async (_connection, { name }) => {
      const folded = foldName(name);
      const holder = await store.names.holder(folded);
      const record = holder === undefined ? undefined : await store.people.find(holder);
      // Between the two calls, or after a crash, the holder may have changed their name.
      if (holder === undefined || record === undefined || foldName(record.name) !== folded) {
        throw new ChatError('person-unknown');
      }
      return presenceOf(fromBase64url(holder), record, undefined, now());
    },
    'directory:bundle': async (_connection, { identity }) => {
      const record = await store.people.find(toBase64url(identity));
      if (record === undefined) throw new ChatError('person-unknown');
      return { bundle: record.bundle };
    },
  };
}
