import { MEMORY_STORE_MAX_BYTES, MEMORY_STORE_MAX_PEOPLE } from '../../../protocol/limits.ts';
import { foldName } from '../../../protocol/name.ts';
import { Quota } from '../../limits/quota.ts';
import { ListedPresence } from '../listed-presence.ts';
import type { Store } from '../store.ts';
import { MemoryAddressLimits } from './memory-address-limits.ts';
import { MemoryLobby } from './memory-lobby.ts';
import { MemoryNames } from './memory-names.ts';
import { MEMORY_POD, MemoryPeople } from './memory-people.ts';

export interface MemoryStoreOptions {
  /** The clock, ms since 1970. */
  readonly now?: (() => number) | undefined;
  readonly maxPeople?: number | undefined;
  /** Bytes of all envelopes together. */
  readonly maxBytes?: number | undefined;
}

/** A bounded store in this process's memory. It is lost with the process: clients keep what matters. */
export function createMemoryStore({
  now = Date.now,
  maxPeople = MEMORY_STORE_MAX_PEOPLE,
  maxBytes = MEMORY_STORE_MAX_BYTES,
}: MemoryStoreOptions = {}): Store {
  const names = new MemoryNames(now);
  const people = new MemoryPeople(now, {
    maxPeople,
    memory: new Quota(maxBytes),
    onEvicted: (person, name) => void names.release(foldName(name), person),
  });
  const lobby = new MemoryLobby(now);
  return {
    names,
    people,
    presence: new ListedPresence(people, lobby),
    mailboxes: people.mailboxes('contacts'),
    strangersMail: people.mailboxes('strangers'),
    notifier: people,
    addressLimits: new MemoryAddressLimits(now),
    lobby,
    pod: MEMORY_POD,
    close: async () => {},
  };
}
