import { ListedPresence } from '../listed-presence.ts';
import type { Store } from '../store.ts';
import { RedisAddressLimits } from './redis-address-limits.ts';
import type { RedisLink } from './redis-link.ts';
import { RedisLobby } from './redis-lobby.ts';
import { RedisMailboxes } from './redis-mailboxes.ts';
import { RedisMemory } from './redis-memory.ts';
import { RedisNames } from './redis-names.ts';
import { RedisPeople } from './redis-people.ts';

/**
 * A store that many processes share. Times are those of the caller's clock, so the clocks of all pods
 * must agree to within a second or two; every key also expires by Redis's own clock.
 */
export function createRedisStore(link: RedisLink, now: () => number = Date.now): Store {
  const memory = new RedisMemory(link, now);
  const people = new RedisPeople(link, now, memory);
  const lobby = new RedisLobby(link, now);
  return {
    names: new RedisNames(link, now),
    people,
    presence: new ListedPresence(people, lobby),
    mailboxes: new RedisMailboxes(link, now, 'contacts', memory),
    strangersMail: new RedisMailboxes(link, now, 'strangers', memory),
    lobby,
    notifier: link.notifier,
    addressLimits: new RedisAddressLimits(link, now),
    memory,
    pod: link.pod,
    close: async () => link.close(),
  };
}
