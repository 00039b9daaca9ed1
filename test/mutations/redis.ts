import type { Mutation } from './mutations.ts';

const STORE = ['src/backend/store/redis/redis-store.test.ts'];
const LOSS = ['test/integration/redis-loss.test.ts'];

const ADDRESSES = ['src/backend/store/redis/redis-addresses.test.ts'];

/** What is counted by address, over all relays, broken. */
const BY_ADDRESS: readonly Mutation[] = [
  {
    file: 'src/backend/store/redis/scripts/count-connections.lua.ts',
    breaks: 'connections of a relay that died count for ever',
    find: 'elseif not living[other] and',
    replace: 'elseif not other and',
    tests: ADDRESSES,
  },
  {
    file: 'src/backend/store/redis/scripts/count-connections.lua.ts',
    breaks: 'a relay that came just now does not count',
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
    breaks: 'a relay stays on the roll for ever',
    find: "redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])\n",
    replace: '',
    tests: ADDRESSES,
  },
  {
    file: 'src/backend/store/redis/redis-addresses.ts',
    breaks: 'counts are not said again before they expire',
    find: 'now - this.#toldAt < TELL_AGAIN_MS',
    replace: 'now >= this.#toldAt',
    tests: ADDRESSES,
  },
  {
    file: 'src/backend/store/redis/redis-addresses.ts',
    breaks: 'nobody signs in while Redis is away',
    find: 'insuranceLimiter: new BoundedLimiter(SIGN_IN_ALLOWANCE),',
    replace: '',
    tests: ADDRESSES,
  },
  {
    file: 'src/backend/store/memory/bounded-limiter.ts',
    breaks: 'every address is remembered',
    find: 'this.#known.size >= this.#max',
    replace: 'this.#known.size < 0',
    tests: ['src/backend/store/memory/bounded-limiter.test.ts'],
  },
  {
    file: 'src/backend/limits/connection-limiter.ts',
    breaks: 'a store that was away is not told',
    find: 'this.#untold.add(address);\n      throw error;',
    replace: 'throw error;',
    tests: ['src/backend/limits/connection-limiter.test.ts'],
  },
  {
    file: 'src/backend/limits/connection-limiter.ts',
    breaks: 'nobody connects while the store is away',
    find: '.catch(() => here)) <=',
    replace: '.catch(() => Number.POSITIVE_INFINITY)) <=',
    tests: ['src/backend/limits/connection-limiter.test.ts'],
  },
  {
    file: 'src/backend/relay.ts',
    breaks: 'an address may have any number of connections',
    find: 'if (!(await this.#conns.get(socket.conn)?.hasRoom)) {',
    replace: 'if ((await this.#conns.get(socket.conn)?.hasRoom) === undefined) {',
    tests: ['src/backend/transport/handshake.test.ts'],
  },
  {
    file: 'src/backend/relay.ts',
    breaks: 'a flood of connections is let in to be refused',
    find: ' && !relay.isFloodedBy(request)',
    replace: '',
    tests: ['src/backend/transport/handshake.test.ts'],
  },
];

/** What is seen from outside, broken. */
const METRICS: readonly Mutation[] = [
  {
    file: 'src/backend/sessions/delivery.ts',
    breaks: 'how long somebody was away counts as slow delivery',
    find: 'queuedAt >= this.#since',
    replace: 'queuedAt >= 0',
    tests: ['src/backend/metrics/relay-metrics.test.ts'],
  },
  {
    file: 'src/backend/api/request-dispatcher.ts',
    breaks: 'what is refused is not counted',
    find: 'this.#metrics.refused(refusal.code);',
    replace: '',
    tests: ['src/backend/metrics/relay-metrics.test.ts'],
  },
  {
    file: 'src/backend/cluster/adapter-latency-probe.ts',
    breaks: 'words that do not come back are not missed',
    find: 'this.#waitingSince ??= now;',
    replace: '',
    tests: ['src/backend/cluster/adapter-latency-probe.test.ts'],
  },
  {
    file: 'src/backend/cluster/adapter-latency-probe.ts',
    breaks: 'a word that came back is waited for',
    find: 'this.#waitingSince = undefined;',
    replace: '',
    tests: ['src/backend/cluster/adapter-latency-probe.test.ts'],
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'a letter that came before counts again',
    find: 'return letters - 1 end',
    replace: 'return letters end',
    tests: STORE,
  },
];

/** The store on Redis, and what joins relays, broken. */
export const REDIS: readonly Mutation[] = [
  ...BY_ADDRESS,
  ...METRICS,
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'a letter comes twice',
    find: 'if tally[5] then return letters - 1 end',
    replace: '',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'one sender fills a mailbox',
    find: "return 'mailbox-share-full' end",
    replace: 'end',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
    breaks: 'places come again once a mailbox was empty',
    find: "redis.call('HINCRBY', KEYS[1], 'letters', 1)",
    replace: 'letters',
    tests: STORE,
  },
  {
    file: 'src/backend/store/redis/scripts/enqueue-envelope.lua.ts',
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
    file: 'src/backend/cluster/pod-adapter.ts',
    breaks: 'a Redis that forbids shards is asked for them',
    find: 'return false;',
    replace: 'return true;',
    tests: LOSS,
  },
];
