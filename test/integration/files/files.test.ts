import { afterEach, expect, it } from '@jest/globals';
import { befriend, ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import {
  acceptFile,
  hasFile,
  randomContent,
  sendFile,
  untilFile,
} from '../../../src/client/testing/driven-files.ts';
import { RestartableRelay } from '../../../src/client/testing/relay.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { Fleet } from '../../support/pods/fleet.ts';
import { RedisServer } from '../../support/redis/redis-server.ts';

useDirectCrypto();

const MIB = 1024 * 1024;

const teardowns: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown();
});

/** Two contacts, each connected to an address. */
async function contacts(...addresses: readonly [string, string]) {
  const drivers = [new ChatDriver('alice', addresses[0]), new ChatDriver('bob', addresses[1])];
  const [alice, bob] = drivers as [ChatDriver, ChatDriver];
  teardowns.push(async () => Promise.all(drivers.map((driver) => driver.close())));
  await Promise.all([alice.enter(), bob.enter()]);
  await befriend(alice, bob);
  return { alice, bob };
}

it('a file arrives whole although the relay dies and loses everything, and both pages reload', async () => {
  const relay = new RestartableRelay();
  await relay.start();
  teardowns.push(() => relay.die());
  const { alice, bob } = await contacts(relay.address, relay.address);
  const content = randomContent(16 * MIB);
  const ref = await sendFile(alice, bob, content);
  await acceptFile(bob, alice, ref);
  await untilFile(bob, alice, ref, 'transferring', MIB / 2);
  await relay.die();
  await relay.start();
  await untilFile(bob, alice, ref, 'transferring', MIB);
  await alice.reload();
  await untilFile(bob, alice, ref, 'transferring', 1.5 * MIB);
  await bob.reload();
  await untilFile(bob, alice, ref, 'complete');
  expect(await hasFile(bob, alice, ref, content)).toBe(true);
});

it('files in both directions and texts arrive between two pods, and the texts do not wait for the files', async () => {
  const redis = await RedisServer.start();
  teardowns.push(() => redis.stop());
  const fleet = await Fleet.start({ redisUrl: redis.url, pods: 2 });
  teardowns.push(() => fleet.stop());
  const [first, second] = fleet.pods.map(({ address }) => address) as [string, string];
  const { alice, bob } = await contacts(first, second);
  const content = randomContent(8 * MIB);
  const [ref, back] = await Promise.all([
    sendFile(alice, bob, content),
    sendFile(bob, alice, content),
  ]);
  await Promise.all([acceptFile(bob, alice, ref), acceptFile(alice, bob, back)]);
  await untilFile(bob, alice, ref, 'transferring');
  const texts = Array.from({ length: 50 }, (_, n) => `text ${n}`);
  for (const text of texts) await alice.chat.sendText(bob.id, text);
  await bob.until(async () => (await bob.texts(alice)).includes('text 49'));
  const file = (await bob.timeline(alice)).find((message) => message.ref?.id === ref.id)?.file;
  expect(file?.state).not.toBe('complete');
  expect((await bob.texts(alice)).slice(-50)).toEqual(texts);
  await Promise.all([
    untilFile(bob, alice, ref, 'complete'),
    untilFile(alice, bob, back, 'complete'),
  ]);
  expect(await hasFile(bob, alice, ref, content)).toBe(true);
  expect(await hasFile(alice, bob, back, content)).toBe(true);
});
