import {
  MEMORY_STORE_MAX_BYTES,
  MEMORY_STORE_MAX_PEOPLE,
  STRANGERS_MEMORY_SHARE,
} from '../../../protocol/limits.ts';
import { foldName } from '../../../protocol/name.ts';
import { LANE_LIMITS, type LaneLimits } from '../lane-limits.ts';
import { ListedPresence } from '../listed-presence.ts';
import type { MemoryUse } from '../memory-budget.ts';
import type { Lane, Store } from '../store.ts';
import { LaneMemory } from './lane-memory.ts';
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
  /** The limits of each mailbox. */
  readonly lanes?: Readonly<Record<Lane, LaneLimits>> | undefined;
}

/** Bytes that one person is counted with: the bundle, the name, presence, the lobby's entry. */
const PERSON_BYTES = 4_096;

/** A bounded store in this process's memory. It is lost with the process: clients keep what matters. */
export function createMemoryStore({
  now = Date.now,
  maxPeople = MEMORY_STORE_MAX_PEOPLE,
  maxBytes = MEMORY_STORE_MAX_BYTES,
  lanes = LANE_LIMITS,
}: MemoryStoreOptions = {}): Store {
  const names = new MemoryNames(now);
  const strangersBytes = maxBytes * STRANGERS_MEMORY_SHARE;
  const memory = {
    contacts: new LaneMemory(lanes.contacts, maxBytes - strangersBytes),
    strangers: new LaneMemory(lanes.strangers, strangersBytes),
  };
  const people = new MemoryPeople(now, {
    maxPeople,
    memory,
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
    memory: {
      uses: (): readonly MemoryUse[] => [
        {
          kind: 'directory',
          used: people.size * PERSON_BYTES,
          limit: maxPeople * PERSON_BYTES,
        },
        { kind: 'contacts', used: memory.contacts.used, limit: memory.contacts.limit },
        { kind: 'strangers', used: memory.strangers.used, limit: memory.strangers.limit },
      ],
      refresh: async () => {},
    },
    pod: MEMORY_POD,
    close: async () => {},
  };
}
