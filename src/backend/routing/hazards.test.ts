import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { bundleProgram } from '../../../test/support/pods/bundle.ts';
import { Pod } from '../../../test/support/pods/pod.ts';
import { RedisServer } from '../../../test/support/redis/redis-server.ts';
import { SEND_BURST } from '../../protocol/limits.ts';
import { createLogger } from '../../service/logging.ts';
import { openDependencies, type RelayDependencies } from '../cluster/dependencies.ts';
import { createPodAdapter } from '../cluster/pod-adapter.ts';
import { notificationChannel } from '../store/redis/keys.ts';
import { parseRedisUrl } from '../store/redis/redis-endpoint.ts';
import { RedisLink } from '../store/redis/redis-link.ts';
import { createRedisStore } from '../store/redis/redis-store.ts';
import { ask, connectTo, type TestSocket } from '../testing/client.ts';
import { asContact, envelope } from '../testing/person.ts';
import { idOf, Returning, send, unique } from '../testing/receiver.ts';
import { HOST, startTestRelay, type TestRelay } from '../testing/relay.ts';

let redis: RedisServer;
let closers: (() => Promise<void>)[] = [];
let relays: TestRelay[] = [];
let dependencies: RelayDependencies[] = [];

beforeEach(async () => {
  redis = await RedisServer.start();
});
afterEach(async () => {
  await Promise.all(relays.map(({ relay }) => relay.close()));
  for (const close of closers) await close();
  [closers, relays, dependencies] = [[], [], []];
  await redis.stop();
});

const logger = createLogger('silent');

/** What a relay shares with others; without the channel for envelopes, like a relay of another version. */
async function openOld(): Promise<Pick<RelayDependencies, 'store' | 'adapter' | 'pods'>> {
  const link = await RedisLink.open(parseRedisUrl(redis.url), logger);
  const store = createRedisStore(link);
  closers.push(() => store.close());
  return { store, adapter: createPodAdapter(link, true, logger), pods: undefined };
}

async function open(): Promise<RelayDependencies> {
  const shared = await openDependencies(parseRedisUrl(redis.url), logger);
  dependencies.push(shared);
  closers.push(async () => {
    shared.probe?.close();
    shared.pods?.close();
    await shared.store.close();
  });
  return shared;
}

async function startRelay({ isOld = false } = {}): Promise<TestRelay> {
  const shared = await (isOld ? openOld() : open());
  const relay = await startTestRelay({ trustedProxies: 1 }, undefined, shared);
  relays.push(relay);
  return relay;
}

/** Somebody who has had one envelope from somebody else, so that the next ones bypass the mailbox. */
async function introduce(senders: TestRelay, receivers: TestRelay) {
  const alice = await senders.visit(unique('alice'));
  const bob = await Returning.create(unique('bob'), receivers);
  const receiver = await bob.receive();
  const first = envelope();
  await send(alice, bob.person.identity, first);
  await receiver.until(() => bob.received.size === 1);
  const sent = [idOf(first)];
  /** Sends envelopes at the same time. @returns when all are acknowledged */
  const sendMany = (count: number): Promise<unknown> => {
    const envelopes = Array.from({ length: count }, () => envelope());
    sent.push(...envelopes.map(idOf));
    return Promise.all(envelopes.map((one) => send(alice, bob.person.identity, one)));
  };
  return { alice, bob, receiver, sent, sendMany };
}

describe('envelopes that bypass the mailbox', () => {
  it('go on within a pod while Redis is away; others are rejected until it is back', async () => {
    const relay = await startRelay();
    const { alice, bob, receiver, sent, sendMany } = await introduce(relay, relay);
    const carol = await relay.visit(unique('carol'));
    const toCarol = { to: carol.person.identity, envelope: envelope() };
    const request = await asContact(alice.socket, toCarol);
    // Acknowledged only when the mailbox is empty.
    await sendMany(1);
    await redis.kill();
    await sendMany(5);
    await receiver.until(() => bob.received.size === sent.length);
    expect([...bob.received]).toEqual(sent);
    expect(await ask(alice.socket, 'message:send', request)).toMatchObject({
      error: { code: 'unavailable' },
    });
    const isBack = new Promise<void>((resolve) => dependencies[0]?.onRecovered(resolve));
    await redis.boot();
    await isBack;
  });

  it('are not repeated by a notification that arrives late', async () => {
    const relay = await startRelay();
    const { bob, receiver, sent, sendMany } = await introduce(relay, relay);
    const [client, listening] = [new Redis(redis.url), new Redis(redis.url)];
    closers.push(async () => {
      for (const one of [client, listening]) one.disconnect();
    });
    const notifications: [string, Buffer][] = [];
    listening.on('pmessageBuffer', (_: Buffer, channel: Buffer, notification: Buffer) => {
      notifications.push([String(channel), notification]);
    });
    await listening.psubscribe(notificationChannel('*'));
    for (let round = 0; round < 3; round++) {
      receiver.stall();
      await sendMany(2);
      receiver.acknowledge();
      await sendMany(1);
      await receiver.until(() => bob.received.size === sent.length);
    }
    const late = [...notifications];
    expect(late.length).toBeGreaterThan(0);
    for (const [channel, notification] of late) await client.publish(channel, notification);
    // What the mailbox delivers comes before the first of them, and before the second at the latest.
    for (let count = 0; count < 2; count++) {
      await sendMany(1);
      await receiver.until(() => bob.received.size === sent.length);
    }
    expect(bob.arrivals).toBe(sent.length);
  });

  it('reach the mailbox when the pod of the receiver drains before they are acknowledged', async () => {
    const [senders, receivers] = [await startRelay(), await startRelay()];
    const { bob, receiver, sent, sendMany } = await introduce(senders, receivers);
    receiver.stall();
    const acknowledged = sendMany(5);
    await receiver.until(() => bob.received.size === sent.length);
    await receivers.relay.drain({ waitMs: 0, spreadMs: 0 });
    await acknowledged;
    bob.received.clear();
    const next = await bob.receive({ at: senders });
    await next.until(() => bob.received.size === sent.length - 1);
    expect([...bob.received]).toEqual(sent.slice(1));
  });

  it('reach the mailbox when the pod of the receiver is killed before they are acknowledged', async () => {
    const senders = await startRelay();
    const pod = await Pod.start({
      ...{ entry: await bundleProgram(), redisUrl: redis.url, hosts: [HOST] },
      env: { TRUSTED_PROXIES: '1' },
    });
    await pod.ready();
    const sockets: TestSocket[] = [];
    const onPod: Pick<TestRelay, 'connect'> = {
      connect: async (options) => {
        const headers = { ...options?.headers, 'x-forwarded-proto': 'https' };
        const socket = connectTo(pod.port, { ...options, headers });
        sockets.push(socket);
        await new Promise((resolve, reject) => {
          socket.once('connect', () => resolve(undefined));
          socket.once('connect_error', reject);
        });
        return socket;
      },
    };
    const { bob, receiver: old, sendMany, sent } = await introduce(senders, senders);
    const hasMoved = new Promise((resolve) => old.socket.once('disconnect', resolve));
    const receiver = await bob.receive({ at: onPod });
    await hasMoved;
    // The route still leads to the old pod: this one takes the mailbox and finds the new one.
    await sendMany(1);
    await receiver.until(() => bob.received.size === sent.length);
    receiver.stall();
    const acknowledged = sendMany(5);
    await receiver.until(() => bob.received.size === sent.length);
    await pod.end('SIGKILL');
    bob.received.clear();
    await acknowledged;
    const next = await bob.receive({ at: senders });
    await next.until(() => bob.received.size === 5);
    expect([...bob.received]).toEqual(sent.slice(-5));
    for (const socket of sockets) socket.disconnect();
  });

  it.each([
    ['to an old one', false, true],
    ['from an old one', true, false],
  ])(
    'take the mailbox between pods of different versions: %s',
    async (_, isOldSender, isOldReceiver) => {
      const senders = await startRelay({ isOld: isOldSender });
      const receivers = await startRelay({ isOld: isOldReceiver });
      const { bob, receiver, sent, sendMany } = await introduce(senders, receivers);
      await sendMany(5);
      await receiver.until(() => bob.received.size === sent.length);
      expect([...bob.received]).toEqual(sent);
      const metrics = await senders.relay.metrics.text();
      expect(metrics).toContain('live_chat_messages_total{outcome="queued"} 6');
    },
  );

  it('of a sender who floods a slow receiver keep out no envelope of another sender', async () => {
    const [senders, receivers] = [await startRelay(), await startRelay()];
    const { bob, receiver, sent, sendMany } = await introduce(senders, receivers);
    const carol = await senders.visit(unique('carol'));
    const greeting = envelope();
    await send(carol, bob.person.identity, greeting);
    receiver.stall();
    const flood = sendMany(SEND_BURST - 1);
    const quiet = [envelope(), envelope()];
    for (const one of quiet) await send(carol, bob.person.identity, one);
    await flood;
    receiver.acknowledge();
    const all = sent.length + 1 + quiet.length;
    await receiver.until(() => bob.received.size === all);
    const fromCarol = [greeting, ...quiet].map(idOf);
    expect([...bob.received].filter((id) => fromCarol.includes(id))).toEqual(fromCarol);
    expect([...bob.received].filter((id) => !fromCarol.includes(id))).toEqual(sent);
  });
});
