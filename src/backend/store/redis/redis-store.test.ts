import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisCluster } from '../../../../test/support/redis/redis-cluster.ts';
import { RedisSentinel } from '../../../../test/support/redis/redis-sentinel.ts';
import { RedisServer } from '../../../../test/support/redis/redis-server.ts';
import { utf8 } from '../../../protocol/bytes.ts';
import { NAME_HELD_MS } from '../../../protocol/limits.ts';
import { createLogger } from '../../../service/logging.ts';
import { storeContract } from '../contract.ts';
import type { QueuedEnvelope, Store } from '../store.ts';
import { parseRedisUrl } from './redis-endpoint.ts';
import { RedisLink } from './redis-link.ts';
import { createRedisStore } from './redis-store.ts';

const openLink = (url: string): Promise<RedisLink> =>
  RedisLink.open(parseRedisUrl(url), createLogger('silent'));

/** The permissions that a Redis user needs according to `docs/operations.md`. */
const RIGHTS = [
  '~live-chat/*',
  '&live-chat/*',
  ...['+@keyspace', '+@hash', '+@sortedset', '+@stream', '+@string', '+@scripting', '+@pubsub'],
  ...['+@connection', '-@dangerous', '+info'],
];

let server: RedisServer;
let cluster: RedisCluster;
let sentinel: RedisSentinel;
const links: RedisLink[] = [];

beforeAll(async () => {
  [server, cluster, sentinel] = await Promise.all([
    RedisServer.start(),
    RedisCluster.start(),
    RedisSentinel.start(),
  ]);
  await server.admin.acl('SETUSER', 'narrow', 'on', '>hush', 'resetchannels', ...RIGHTS);
  const narrow = { url: `redis://narrow:hush@127.0.0.1:${server.port}` };
  const entryIds = [server, cluster, server, server, sentinel, narrow, cluster, cluster];
  for (const { url } of entryIds) links.push(await openLink(url));
});
afterAll(async () => {
  for (const link of links) link.close();
  await Promise.all([server, cluster, sentinel].map((it) => it.stop()));
});

/** Several stores as one: each call goes to the next, as if each came from another pod. */
function inTurn(stores: readonly Store[]): Store {
  let calls = 0;
  const part = <
    K extends
      | 'names'
      | 'people'
      | 'presence'
      | 'mailboxes'
      | 'strangersMail'
      | 'lobby'
      | 'addressLimits',
  >(
    noun: K,
  ): Store[K] =>
    new Proxy(stores[0]?.[noun] as Store[K], {
      get: (_, method) => {
        const target = stores[calls++ % stores.length]?.[noun] as Store[K];
        const value: unknown = Reflect.get(target, method);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return {
    names: part('names'),
    people: part('people'),
    presence: part('presence'),
    mailboxes: part('mailboxes'),
    strangersMail: part('strangersMail'),
    lobby: part('lobby'),
    addressLimits: part('addressLimits'),
    notifier: {
      onNotification: (listener) =>
        stores.forEach(({ notifier }) => void notifier.onNotification(listener)),
    },
    pod: stores[0]?.pod ?? '',
    close: async () => undefined,
  };
}

/** A store over connections that outlive it. */
function storeOn(link: RedisLink | undefined, now: () => number): Store {
  if (link === undefined) throw new TypeError('no connection');
  return { ...createRedisStore(link, now), close: async () => undefined };
}

storeContract('one Redis', async (now) => {
  await server.admin.flushall();
  return storeOn(links[0], now);
});

storeContract('a Redis Cluster of three masters', async (now) => {
  await cluster.flush();
  return storeOn(links[1], now);
});

storeContract('a master that a sentinel knows', async (now) => {
  await (await sentinel.master()).admin.flushall();
  return storeOn(links[4], now);
});

storeContract('one Redis, as the user that the documents name,', async (now) => {
  await server.admin.flushall();
  return storeOn(links[5], now);
});

storeContract('three pods on a Redis Cluster', async (now) => {
  await cluster.flush();
  return inTurn([links[1], links[6], links[7]].map((link) => storeOn(link, now)));
});

storeContract('three pods on one Redis', async (now) => {
  await server.admin.flushall();
  return inTurn([links[0], links[2], links[3]].map((link) => storeOn(link, now)));
});

/** One name, one person, their mail (two keys per lane), the lobby (five), one address (two), the live pods. */
async function expectAllToExpire(): Promise<void> {
  const keys = await server.admin.keys('*');
  const lives = await Promise.all(keys.map((key) => server.admin.pttl(key)));
  expect(keys.length).toBe(1 + 1 + 4 + 5 + 2 + 1);
  expect(lives.every((life) => life > 0 && life <= NAME_HELD_MS)).toBe(true);
}

describe('keys', () => {
  it('all expire, whatever happens', async () => {
    const now = Date.now;
    const store = storeOn(links[0], now);
    await server.admin.flushall();
    await store.names.claim('alice', 'A');
    const bundle = { name: 'alice', number: 1, digest: utf8('digest'), bytes: utf8('bundle') };
    await store.people.publish('A', bundle);
    const session = { person: 'A', name: 'alice', connection: 'c1' };
    const { since } = await store.presence.connect(session);
    const sent = { from: 'B', id: utf8('1'), envelope: utf8('envelope') };
    await store.mailboxes.enqueue('A', sent);
    await store.strangersMail.enqueue('A', sent);
    await store.addressLimits.countSignIn('hash');
    await store.addressLimits.reportConnections('hash', 1);
    await store.addressLimits.renewLease();
    await expectAllToExpire();
    await store.presence.heartbeat([{ ...session, since, isListed: true }], () => undefined);
    await expectAllToExpire();
  });
});

describe('a link', () => {
  it.each([
    ['one Redis', () => server.url],
    ['a Redis Cluster', () => cluster.url],
  ])('that is closed is not reported as a lost %s', async (_, url) => {
    const link = await openLink(url());
    let losses = 0;
    link.outages.onLost(() => {
      losses += 1;
    });
    const ended = Promise.all([link.client, link.subscriber].map((client) => once(client, 'end')));
    link.close();
    await ended;
    expect(losses).toBe(0);
    expect(link.outages.isAway).toBe(false);
  });
});

describe('calls of one script for one key', () => {
  it('run in their order, also when Redis has lost the script meanwhile', async () => {
    const store = storeOn(links[0], Date.now);
    await server.admin.flushall();
    const bundle = { name: 'alice', number: 1, digest: utf8('digest'), bytes: utf8('bundle') };
    await store.people.publish('A', bundle);
    for (let round = 0; round < 20; round++) {
      await server.admin.script('FLUSH');
      const calls: Promise<unknown>[] = [];
      const expected = Array.from({ length: 30 }, (_, index) => `${round} ${index}`);
      for (const id of expected) {
        calls.push(store.mailboxes.enqueue('A', { from: 'B', id: utf8(id), envelope: utf8(id) }));
        // Each goes out in a turn of its own, as messages of clients come in.
        await new Promise((resolve) => setImmediate(resolve));
      }
      await Promise.all(calls);
      const queued = await store.mailboxes.peek('A', { envelopes: 100, bytes: 10_000 });
      const ids = queued.map(({ envelope }) => Buffer.from(envelope).toString());
      expect(ids).toEqual(expected);
      const entryIds = queued.map(({ entryId }) => entryId);
      await store.mailboxes.acknowledge('A', entryIds);
    }
  });
});

describe('a mailbox notification', () => {
  it('contains a small envelope, but not a large one', async () => {
    const store = storeOn(links[0], Date.now);
    await server.admin.flushall();
    const bundle = { name: 'alice', number: 1, digest: utf8('digest'), bytes: utf8('bundle') };
    await store.people.publish('A', bundle);
    await store.presence.connect({ person: 'A', name: 'alice', connection: 'c1' });
    for (const [size, isCarried] of [
      [8_192, true],
      [8_193, false],
    ] as const) {
      const notified = new Promise<QueuedEnvelope | undefined>((resolve) =>
        store.notifier.onNotification((_person, _lane, queued) => resolve(queued)),
      );
      const envelope = new Uint8Array(size).fill(7);
      await store.mailboxes.enqueue('A', { from: 'B', id: utf8(`${size}`), envelope });
      const [queued] = await store.mailboxes.peek('A', { envelopes: 1, bytes: 1 });
      expect(await notified).toEqual(isCarried ? queued : undefined);
      await store.mailboxes.acknowledge('A', [queued?.entryId ?? '']);
    }
  });
});
