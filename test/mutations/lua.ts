import type { Mutation } from './mutations.ts';

const STORE = ['src/backend/store/redis/redis-store.test.ts'];
const ADDRESSES = ['src/backend/store/redis/redis-address-limits.test.ts'];

/** The scripts that Redis runs: Stryker does not support Lua. */
export const LUA: readonly Mutation[] = [
  {
    file: 'src/backend/store/redis/scripts/count-connections.lua.ts',
    breaks: 'connections of a crashed relay count forever',
    find: 'elseif not live[other] and',
    replace: 'elseif not other and',
    tests: ADDRESSES,
  },
  {
    file: 'src/backend/store/redis/scripts/count-connections.lua.ts',
    breaks: 'a relay that has just started does not count',
    find: 'tonumber(time) + tonumber(ARGV[3]) <= now then',
    replace: 'time then',
    tests: ADDRESSES,
  },
  {
    file: 'src/backend/store/redis/scripts/count-connections.lua.ts',
    breaks: 'counts of addresses never expire',
    find: "redis.call('PEXPIRE', KEYS[1], ARGV[2])\n",
    replace: '',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/renew-pod-lease.lua.ts',
    breaks: 'a pod that is gone counts as live forever',
    find: "redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])\n",
    replace: '',
    tests: ADDRESSES,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'an envelope that is already queued counts again',
    find: "if counters[5] then return {'', count - 1,",
    replace: "if counters[5] then return {'', count,",
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'an envelope is queued twice',
    find: "if counters[5] then return {'', count - 1, person[4] or '0', pod, ''} end",
    replace: '',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'one sender fills a mailbox',
    find: 'if own_count >',
    replace: 'if false and own_count >',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'entry ids repeat once a mailbox was empty',
    find: "redis.call('HINCRBY', KEYS[1], 'entries', 1)",
    replace: 'count',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'a mailbox notification carries an envelope of any size to every node of a cluster',
    find: 'const CARRIED_MAX_BYTES = 8_192;',
    replace: 'const CARRIED_MAX_BYTES = 80_000;',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/mailbox.lua.ts',
    breaks: 'queued envelopes do not expire',
    find: 'if not due or tonumber(due) > now then return end',
    replace: 'if due then return end',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/policy.lua.ts',
    breaks: 'a revoked token counts as an invite',
    find: 'find_serial(policy, serial) == 0',
    replace: 'find_serial(policy, serial)',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'to a revoked person, the owner looks online',
    find: 'local pod = not revoked and',
    replace: 'local pod =',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'a flood of one kind fills Redis',
    find: 'if bytes > tonumber(ARGV[8]) then',
    replace: 'if false then',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/report-memory.lua.ts',
    breaks: 'memory of removed mail stays counted',
    find: "redis.call('HINCRBY', KEYS[1], field, ARGV[index + 2])",
    replace: "redis.call('HINCRBY', KEYS[1], field, math.abs(ARGV[index + 2]))",
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
    file: 'src/backend/store/redis/scripts/remove-from-lobby.lua.ts',
    breaks: 'an old connection takes the new one out of the lobby',
    find: 'if not entry or entry[1] ~= ARGV[4] then return 0 end',
    replace: 'if not entry then return 0 end',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/add-to-lobby.lua.ts',
    breaks: 'keys of the lobby never expire',
    find: 'prolong_keys(life)\n',
    replace: '',
    tests: STORE,
  },
];
