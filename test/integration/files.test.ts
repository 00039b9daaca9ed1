import { afterEach, expect, it } from '@jest/globals';
import type { FileState } from '../../src/client/files/file-views.ts';
import { befriend, ChatDriver } from '../../src/client/testing/chat-driver.ts';
import { RestartableRelay } from '../../src/client/testing/relay.ts';
import type { MessageRef } from '../../src/client/views.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { type Bytes, concat, equal } from '../../src/protocol/bytes.ts';
import { Fleet } from '../support/pods/fleet.ts';
import { RedisServer } from '../support/redis/redis-server.ts';

const MIB = 1024 * 1024;

const teardowns: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown();
});

const contentOf = (bytes: number): Bytes =>
  concat(...Array.from({ length: bytes / 65_536 }, () => randomBytes(65_536)));

/** Two contacts, each connected to an address. */
async function contacts(...addresses: readonly [string, string]) {
  const drivers = [new ChatDriver('alice', addresses[0]), new ChatDriver('bob', addresses[1])];
  const [alice, bob] = drivers as [ChatDriver, ChatDriver];
  teardowns.push(async () => Promise.all(drivers.map((driver) => driver.close())));
  await Promise.all([alice.enter(), bob.enter()]);
  await befriend(alice, bob);
  return { alice, bob };
}

async function send(from: ChatDriver, to: ChatDriver, content: Bytes): Promise<MessageRef> {
  const files = await from.chat.files(to.id);
  const source = { name: 'x', type: 'application/zip', content: new Blob([content]) };
  const [ref] = await files.send([source]);
  return ref as MessageRef;
}

/** Waits until a file of the other person is in a state, or more than some bytes have arrived. */
const until = (
  who: ChatDriver,
  other: ChatDriver,
  { id }: MessageRef,
  state: FileState,
  bytes = 0,
) =>
  who.until(async () => {
    const file = (await who.timeline(other)).find(({ ref }) => ref?.id === id)?.file;
    return file?.state === state && file.transferred > bytes;
  });

async function hasContent(who: ChatDriver, other: ChatDriver, { id }: MessageRef, content: Bytes) {
  const blob = await (await who.chat.files(other.id)).open({ mine: false, id });
  return equal(new Uint8Array(await blob.arrayBuffer()), content);
}

async function accept(who: ChatDriver, other: ChatDriver, ref: MessageRef): Promise<void> {
  await until(who, other, ref, 'offered', -1);
  await (await who.chat.files(other.id)).accept({ mine: false, id: ref.id });
}

it('a file arrives whole although the relay dies and loses everything, and both pages reload', async () => {
  const relay = new RestartableRelay();
  await relay.start();
  teardowns.push(() => relay.die());
  const { alice, bob } = await contacts(relay.address, relay.address);
  const content = contentOf(6 * MIB);
  const ref = await send(alice, bob, content);
  await accept(bob, alice, ref);
  await until(bob, alice, ref, 'transferring', MIB);
  await relay.die();
  await relay.start();
  await until(bob, alice, ref, 'transferring', 2 * MIB);
  await alice.reload();
  await until(bob, alice, ref, 'transferring', 3 * MIB);
  await bob.reload();
  await until(bob, alice, ref, 'complete');
  expect(await hasContent(bob, alice, ref, content)).toBe(true);
});

it('files in both directions and texts arrive between two pods, and the texts do not wait for the files', async () => {
  const redis = await RedisServer.start();
  teardowns.push(() => redis.stop());
  const fleet = await Fleet.start({ redisUrl: redis.url, pods: 2 });
  teardowns.push(() => fleet.stop());
  const [first, second] = fleet.pods.map(({ address }) => address) as [string, string];
  const { alice, bob } = await contacts(first, second);
  const content = contentOf(8 * MIB);
  const [ref, back] = await Promise.all([send(alice, bob, content), send(bob, alice, content)]);
  await Promise.all([accept(bob, alice, ref), accept(alice, bob, back)]);
  await until(bob, alice, ref, 'transferring');
  const texts = Array.from({ length: 50 }, (_, n) => `text ${n}`);
  for (const text of texts) await alice.chat.sendText(bob.id, text);
  await bob.until(async () => (await bob.texts(alice)).includes('text 49'));
  const file = (await bob.timeline(alice)).find((message) => message.ref?.id === ref.id)?.file;
  expect(file?.state).not.toBe('complete');
  expect((await bob.texts(alice)).slice(-50)).toEqual(texts);
  await Promise.all([until(bob, alice, ref, 'complete'), until(alice, bob, back, 'complete')]);
  expect(await hasContent(bob, alice, ref, content)).toBe(true);
  expect(await hasContent(alice, bob, back, content)).toBe(true);
});
