import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connectTo, notice } from '../../src/backend/testing/client.ts';
import { TestPerson } from '../../src/backend/testing/person.ts';
import { befriend, ChatDriver } from '../../src/client/testing/chat-driver.ts';
import { useDirectCrypto } from '../../src/crypto/testing/direct-crypto.ts';
import { toBase64url } from '../../src/protocol/bytes.ts';
import { Fleet } from '../support/pods/fleet.ts';
import { keysThatStay } from '../support/redis/expiry.ts';
import { RedisServer } from '../support/redis/redis-server.ts';

useDirectCrypto();

let redis: RedisServer;
let fleet: Fleet;
const drivers: ChatDriver[] = [];

beforeAll(async () => {
  redis = await RedisServer.start();
  fleet = await Fleet.start({ redisUrl: redis.url, pods: 3 });
});
afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()));
});
afterAll(async () => {
  expect(await keysThatStay(redis.admin)).toEqual([]);
  await fleet.stop();
  await redis.stop();
});

/** A person whose page connects to one of the pods, or through the proxy. */
async function enter(name: string, address = fleet.line.address): Promise<ChatDriver> {
  const driver = new ChatDriver(name, address);
  drivers.push(driver);
  await driver.enter();
  return driver;
}

const podAddress = (index: number): string => fleet.pods[index]?.address ?? '';

const reads = (reader: ChatDriver, writer: ChatDriver, text: string): Promise<unknown> =>
  reader.until(async () => (await reader.texts(writer)).includes(text));

const isDelivered = (writer: ChatDriver, reader: ChatDriver): Promise<unknown> =>
  writer.until(async () =>
    (await writer.timeline(reader)).every(({ mine, state }) => !mine || state === 'delivered'),
  );

describe('people on different pods', () => {
  it('find each other, agree to talk, and read each other', async () => {
    const [alice, bob] = await Promise.all([
      enter('alice', podAddress(0)),
      enter('bob', podAddress(1)),
    ]);
    await befriend(alice, bob);
    await bob.chat.sendText(alice.id, 'from the other pod');
    await reads(alice, bob, 'from the other pod');
    await isDelivered(bob, alice);
  });

  it('see when the other person disconnects and reconnects', async () => {
    const [carol, dave] = await Promise.all([
      enter('carol', podAddress(0)),
      enter('dave', podAddress(2)),
    ]);
    await befriend(carol, dave);
    await dave.chat.close();
    await carol.until(() => carol.with(dave)?.online === false);
    await dave.reload();
    await carol.until(() => carol.with(dave)?.online === true);
  });

  it('cannot claim a name that is held on another pod', async () => {
    await enter('erin', podAddress(0));
    await expect(enter('Erin', podAddress(1))).rejects.toMatchObject({ code: 'name-taken' });
  });
});

describe('a person who connects a second time', () => {
  it('on another pod closes the first session with a reason', async () => {
    const first = await enter('frank', podAddress(0));
    const second = new ChatDriver('frank', podAddress(1), { storage: first.storage });
    drivers.push(second);
    await second.open();
    second.chat.resume();
    const { connection } = await first.until(
      ({ connection }) => connection.kind === 'ended' && { connection },
    );
    expect(connection).toMatchObject({ code: 'replaced' });
  });
});

describe('a client whose connection breaks repeatedly', () => {
  it('reconnects to the next pod each time and misses no message', async () => {
    const [grace, heidi] = await Promise.all([enter('grace'), enter('heidi', podAddress(0))]);
    await befriend(grace, heidi);
    for (let hop = 0; hop < 12; hop++) {
      fleet.line.cut();
      await heidi.chat.sendText(grace.id, `to grace ${hop}`);
      await grace.chat.sendText(heidi.id, `to heidi ${hop}`);
      grace.chat.reconnectNow();
      await Promise.all([
        reads(grace, heidi, `to grace ${hop}`),
        reads(heidi, grace, `to heidi ${hop}`),
      ]);
    }
    expect(await grace.texts(heidi)).toHaveLength(1 + 24);
    expect(await heidi.texts(grace)).toEqual(await grace.texts(heidi));
  });
});

describe('a client that can only poll', () => {
  it('signs in and receives messages', async () => {
    const port = fleet.pods[1]?.port ?? 0;
    const polling = connectTo(port, { transports: ['polling'] });
    const ivan = await TestPerson.create('ivan');
    await ivan.signIn(polling, { host: `127.0.0.1:${port}` });
    const judy = await enter('judy', podAddress(0));
    const delivered = notice(polling, 'mailbox:deliver');
    await judy.chat.lobby.open('ivan');
    const person = await judy.until(({ lobby }) => lobby.view?.people[0]);
    judy.chat.meet(person);
    await judy.chat.sendText(person.peer, 'hello');
    expect((await delivered).items.map(({ from }) => toBase64url(from))).toEqual([judy.id]);
    expect(polling.io.engine.transport.name).toBe('polling');
    polling.disconnect();
  });
});

describe('people of a pod that is killed', () => {
  it('leave the lobby when their presence expires, and their names remain held', async () => {
    const pod = await fleet.add();
    const mallory = await enter('mallory', pod.address);
    const olivia = await enter('olivia', podAddress(0));
    await olivia.chat.lobby.open('mallory');
    await olivia.until(({ lobby }) => lobby.view?.total === 1);
    const killed = performance.now();
    await fleet.remove(pod, 'SIGKILL');
    await olivia.until(({ lobby }) => lobby.view?.total === 0);
    const seconds = (performance.now() - killed) / 1000;
    process.stdout.write(`people of a killed pod disappeared after ${seconds.toFixed(1)} s\n`);
    await mallory.close();
    await expect(enter('mallory', podAddress(1))).rejects.toMatchObject({ code: 'name-taken' });
  });
});
