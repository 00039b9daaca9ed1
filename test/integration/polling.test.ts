import type { Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createClusterProxy, type Upstream } from '../../scripts/dev-cluster/proxy.ts';
import { befriend, ChatDriver } from '../../src/client/testing/chat-driver.ts';
import { useDirectCrypto } from '../../src/crypto/testing/direct-crypto.ts';
import { listen, stopListening } from '../../src/service/listening.ts';
import { Fleet } from '../support/pods/fleet.ts';
import type { Pod } from '../support/pods/pod.ts';
import { keysThatStay } from '../support/redis/expiry.ts';
import { RedisServer } from '../support/redis/redis-server.ts';

useDirectCrypto();

const HOST = '127.0.0.1';

/** A proxy in front of the pods, and what it received. */
interface Front {
  readonly server: Server | HttpsServer;
  readonly address: string;
  readonly seen: { upgrades: number; polls: number };
}

let redis: RedisServer;
let fleet: Fleet;
/** One forwards WebSockets, the other does not. */
let open: Front;
let narrow: Front;
const upstreams: Upstream[] = [];
const drivers: ChatDriver[] = [];

async function startFront(webSockets: boolean): Promise<Front> {
  const options = { backends: upstreams, uis: [], certificate: undefined, webSockets };
  const server = createClusterProxy(options);
  const seen = { upgrades: 0, polls: 0 };
  server.on('upgrade', () => void seen.upgrades++);
  server.on('request', () => void seen.polls++);
  const port = await listen(server, { host: HOST, port: 0, setting: 'PORT' });
  return { server, address: `http://${HOST}:${port}`, seen };
}

function lead(pods: readonly Pod[]): void {
  upstreams.splice(0, upstreams.length, ...pods.map(({ port }) => ({ name: `pod-${port}`, port })));
}

beforeAll(async () => {
  [redis, open, narrow] = await Promise.all([
    RedisServer.start(),
    startFront(true),
    startFront(false),
  ]);
  const PUBLIC_HOSTS = [open, narrow].map(({ address }) => new URL(address).host).join();
  const env = { PUBLIC_HOSTS, TRUSTED_PROXIES: '1' };
  fleet = await Fleet.start({ redisUrl: redis.url, pods: 3, env });
  lead(fleet.pods);
});
afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()));
});
afterAll(async () => {
  expect(await keysThatStay(redis.admin)).toEqual([]);
  await Promise.all([open, narrow].map(({ server }) => stopListening(server)));
  await fleet.stop();
  await redis.stop();
});

async function enter(name: string, { address }: Front): Promise<ChatDriver> {
  const driver = new ChatDriver(name, address);
  drivers.push(driver);
  await driver.enter();
  return driver;
}

/** How many people are connected to a pod, by its own metric. */
async function peopleAt(pod: Pod): Promise<number> {
  const [, port] = await pod.line(/"adminPort":(\d+)/);
  const metrics = await (await fetch(`http://${HOST}:${port}/metrics`)).text();
  return Number(/^live_chat_online_sessions (\d+)/m.exec(metrics)?.[1]);
}

async function say(from: ChatDriver, to: ChatDriver, texts: readonly string[]): Promise<void> {
  for (const text of texts) await from.chat.sendText(to.id, text);
  const last = texts.at(-1) ?? '';
  await to.until(async () => (await to.texts(from)).includes(last));
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `text ${index + 1}`);

describe('people whose network blocks WebSockets', () => {
  it('poll, each on one pod, chat across pods, and lose nothing when a pod crashes', async () => {
    const people = await Promise.all(['alice', 'bob', 'carol'].map((name) => enter(name, narrow)));
    const [alice, bob, carol] = people;
    if (alice === undefined || bob === undefined || carol === undefined) throw new TypeError();
    expect(await Promise.all(fleet.pods.map(peopleAt))).toEqual([1, 1, 1]);
    expect(narrow.seen.upgrades).toBeGreaterThanOrEqual(3);
    for (const [one, other] of [
      [alice, bob],
      [bob, carol],
    ] as const) {
      await befriend(one, other);
      await say(one, other, numbered(20));
      await say(other, one, numbered(20));
    }

    const [pod] = fleet.pods;
    if (pod === undefined) throw new TypeError('no pod');
    const ending = fleet.remove(pod, 'SIGKILL');
    lead(fleet.pods);
    await ending;
    await Promise.all([alice.chat.sendText(bob.id, 'again'), bob.chat.sendText(carol.id, 'again')]);
    for (const { chat } of people) chat.reconnectNow();
    for (const [writer, reader] of [
      [alice, bob],
      [bob, carol],
    ] as const) {
      await reader.until(async () => (await reader.texts(writer)).includes('again'));
      const mine = (await reader.timeline(writer)).filter(
        ({ mine, kind }) => !mine && kind === 'text',
      );
      expect(mine.map(({ text }) => text)).toEqual(['hello', ...numbered(20), 'again']);
    }
    expect(await Promise.all(fleet.pods.map(peopleAt))).toEqual(expect.arrayContaining([1, 2]));
  });
});

describe('people whose network allows WebSockets', () => {
  it('use only WebSockets, and need no cookie', async () => {
    const [dave, erin] = [await enter('dave', open), await enter('erin', open)];
    await befriend(dave, erin);
    await say(dave, erin, numbered(5));
    expect(open.seen).toEqual({ upgrades: 2, polls: 0 });
  });

  it('talk with people who poll', async () => {
    const [frank, grace] = [await enter('frank', open), await enter('grace', narrow)];
    await befriend(frank, grace);
    await say(grace, frank, numbered(5));
    await say(frank, grace, numbered(5));
  });
});

describe('a poll without the cookie', () => {
  it('reaches a pod that does not know it and is rejected', async () => {
    const first = await fetch(`${narrow.address}/socket.io/?EIO=4&transport=polling`);
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    const { sid } = JSON.parse((await first.text()).slice(1));
    const poll = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${narrow.address}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
        method: 'POST',
        body: '2',
        headers,
      });
    expect((await poll({})).status).toBe(400);
    expect((await poll({ cookie })).status).toBe(200);
  });
});
