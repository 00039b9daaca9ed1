import type { Mutation } from './mutations.ts';

const STORE = ['src/backend/store/redis/redis-store.test.ts'];
const LOSS = ['test/integration/redis-loss.test.ts'];

/** The store on Redis, and what joins relays, broken. */
export const REDIS: readonly Mutation[] = [
  {
    file: 'src/backend/store/redis/scripts/append-letter.lua.ts',
    breaks: 'a letter comes twice',
    find: "if tally[5] then return '' end",
    replace: '',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/append-letter.lua.ts',
    breaks: 'one sender fills a mailbox',
    find: "return 'mailbox-share-full' end",
    replace: 'end',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/append-letter.lua.ts',
    breaks: 'places come again once a mailbox was empty',
    find: "redis.call('HINCRBY', KEYS[1], 'letters', 1)",
    replace: 'letters',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/append-letter.lua.ts',
    breaks: 'a bell brings letters of any size to every node of a cluster',
    find: 'const CARRIED_MAX_BYTES = 8_192;',
    replace: 'const CARRIED_MAX_BYTES = 80_000;',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/mailbox.lua.ts',
    breaks: 'letters do not lapse',
    find: 'if not due or tonumber(due) > now then return end',
    replace: 'if due then return end',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/publish-bundle.lua.ts',
    breaks: 'an older bundle replaces a newer one',
    find: 'if number < stored or',
    replace: 'if',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/leave-lobby.lua.ts',
    breaks: 'an old connection takes the new one out of the lobby',
    find: 'if not entry or entry[1] ~= ARGV[4] then return 0 end',
    replace: 'if not entry then return 0 end',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enter-lobby.lua.ts',
    breaks: 'keys of the lobby never expire',
    find: 'prolong_keys(life)\n',
    replace: '',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/redis-link.ts',
    breaks: 'trouble with Redis is taken for a defect',
    find: 'if (isDefect(cause)) throw cause;',
    replace: 'throw cause;',
    tests: LOSS,
  },
  {
    file: 'src/backend/relay.ts',
    breaks: 'nobody is told that the store was away',
    find: "this.#parts.io.local.emit('server:recovered', {});",
    replace: '',
    tests: LOSS,
  },
  {
    file: 'src/backend/pod-adapter.ts',
    breaks: 'a Redis that forbids shards is asked for them',
    find: 'return false;',
    replace: 'return true;',
    tests: LOSS,
  },
];
