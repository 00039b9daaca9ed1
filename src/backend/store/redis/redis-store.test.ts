import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisCluster } from '../../../../test/support/redis/redis-cluster.ts';
import { RedisSentinel } from '../../../../test/support/redis/redis-sentinel.ts';
import { RedisServer } from '../../../../test/support/redis/redis-server.ts';
import { utf8 } from '../../../protocol/bytes.ts';
import { NAME_HELD_MS, QUEUED_ENVELOPE_OVERHEAD } from '../../../protocol/limits.ts';
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
    memory: {
      uses: () => stores[0]?.memory.uses() ?? [],
      refresh: async () => {
        for (const { memory } of [...stores, ...stores]) await memory.refresh();
      },
    },
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

/** One name, one person (two), their mail (two keys per lane), the lobby (five), one address (two), the live pods, the memory. */
async function expectAllToExpire(): Promise<void> {
  const keys = await server.admin.keys('*');
  const lives = await Promise.all(keys.map((key) => server.admin.pttl(key)));
  expect(keys.length).toBe(1 + 2 + 4 + 5 + 2 + 1 + 1);
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
    const { since, connectedAt } = await store.presence.connect(session);
    const sent = { from: 'B', id: utf8('1'), envelope: utf8('envelope') };
    await store.mailboxes.enqueue('A', sent);
    await store.strangersMail.enqueue('A', sent);
    await store.people.countReceiver('A', 'B');
    await store.addressLimits.count('sign-ins', 'hash');
    await store.addressLimits.reportConnections('hash', 1);
    await store.addressLimits.renewLease();
    await store.memory.refresh();
    await expectAllToExpire();
    await store.presence.heartbeat(
      [{ ...session, since, connectedAt, isListed: true }],
      () => undefined,
    );
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

describe('the memory of Redis', () => {
  const MIB = 1024 * 1024;
  const bundle = { name: 'alice', number: 1, digest: utf8('digest'), bytes: utf8('bundle') };
  const kindsOf = (store: Store) =>
    Object.fromEntries(store.memory.uses().map(({ kind, used, limit }) => [kind, { used, limit }]));
  /** Two pods on a Redis with this much memory besides what it needs when it is empty. */
  async function limited(bytes: number): Promise<readonly [Store, Store]> {
    await server.admin.flushall();
    const used = /used_memory:(\d+)/.exec(await server.admin.info('memory'))?.[1];
    await server.admin.config('SET', 'maxmemory', Number(used) + bytes);
    const stores = [storeOn(links[0], Date.now), storeOn(links[2], Date.now)] as const;
    for (const store of stores) await store.memory.refresh();
    return stores;
  }
  afterEach(() => server.admin.config('SET', 'maxmemory', 0));

  /** Fills mailboxes of many people, over both pods. @returns the codes of rejections */
  async function flood(stores: readonly Store[], lane: 'mailboxes' | 'strangersMail') {
    const codes = new Set<string>();
    const envelope = new Uint8Array(64 * 1024);
    for (let n = 0; n < 1500 && codes.size < 1; n++) {
      const [store] = n % 2 === 0 ? stores : [...stores].reverse();
      const to = `person ${n % 300}`;
      await store?.people.publish(to, bundle);
      const sent = { from: `sender ${n}`, id: utf8(`${n}`), envelope };
      await store?.[lane].enqueue(to, sent).catch(({ code }) => codes.add(code));
    }
    for (const { memory } of [...stores, ...stores]) await memory.refresh();
    return [...codes];
  }

  it('has a limit for the mail of strangers, beyond which contacts and new people have room', async () => {
    const stores = await limited(48 * MIB);
    const [store] = stores;
    expect(await flood(stores, 'strangersMail')).toEqual(['requests-full']);
    const { strangers, contacts } = kindsOf(store);
    expect(strangers?.used).toBeLessThanOrEqual((strangers?.limit ?? 0) + 2 * MIB);
    expect(strangers?.used).toBeGreaterThan((strangers?.limit ?? 0) / 2);
    expect(contacts?.used).toBe(0);
    await store.people.publish('alice', bundle);
    await store.mailboxes.enqueue('alice', { from: 'B', id: utf8('1'), envelope: utf8('1') });
  });

  it('has a limit for the mail of contacts, beyond which new people have room', async () => {
    const stores = await limited(48 * MIB);
    expect(await flood(stores, 'mailboxes')).toEqual(['mail-full']);
    await stores[1].people.publish('alice', bundle);
    // A mailbox that is read has room as long as there is any.
    await stores[1].mailboxes.enqueue('alice', { from: 'B', id: utf8('1'), envelope: utf8('1') });
  });

  it('that is used otherwise first rejects strangers, then contacts, then new people', async () => {
    const [store] = await limited(64 * MIB);
    await store.people.publish('alice', bundle);
    const send = (lane: 'mailboxes' | 'strangersMail') =>
      store[lane].enqueue('alice', {
        from: 'B',
        id: new Uint8Array(randomBytes(8)),
        envelope: utf8('1'),
      });
    const fill = async (part: number): Promise<void> => {
      for (let n = 0; ; n++) {
        const info = await server.admin.info('memory');
        const [used = 0, max = 0] = ['used_memory', 'maxmemory'].map((name) =>
          Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]),
        );
        if (used >= max * part) break;
        await server.admin.set(`filler ${part} ${n}`, Buffer.alloc(256 * 1024));
      }
      await store.memory.refresh();
    };
    await fill(0.75);
    await expect(send('strangersMail')).rejects.toMatchObject({ code: 'requests-full' });
    await send('mailboxes');
    await fill(0.88);
    await expect(send('mailboxes')).rejects.toMatchObject({ code: 'mail-full' });
    await store.people.publish('bob', bundle);
    await fill(0.96);
    await expect(store.people.publish('carol', bundle)).rejects.toMatchObject({
      code: 'directory-full',
    });
    await store.people.publish('bob', { ...bundle, number: 2 });
  });

  it('is counted exactly, over all pods, until envelopes are acknowledged or their owner leaves', async () => {
    const stores = await limited(64 * MIB);
    const [one, other] = stores;
    await one.people.publish('alice', bundle);
    const queue = async (store: Store, id: string): Promise<void> => {
      for (const lane of ['mailboxes', 'strangersMail'] as const) {
        await store[lane].enqueue('alice', { from: 'B', id: utf8(id), envelope: utf8('1234') });
      }
    };
    const usedBy = async (): Promise<readonly unknown[]> => {
      for (const { memory } of [...stores, ...stores]) await memory.refresh();
      return stores.map((store) => {
        const { contacts, strangers } = kindsOf(store);
        return [contacts?.used, strangers?.used];
      });
    };
    const each = QUEUED_ENVELOPE_OVERHEAD + 4;
    await queue(one, '1');
    await queue(other, '2');
    await queue(other, '2');
    expect(await usedBy()).toEqual(Array(2).fill([2 * each, 2 * each]));
    const [first] = await other.mailboxes.peek('alice', { envelopes: 1, bytes: 1 });
    await other.mailboxes.acknowledge('alice', [first?.entryId ?? '', first?.entryId ?? '']);
    expect(await usedBy()).toEqual(Array(2).fill([each, 2 * each]));
    await other.people.forget('alice');
    expect(await usedBy()).toEqual(Array(2).fill([0, 0]));
  });
});
