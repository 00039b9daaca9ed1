import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../crypto/testing/direct-crypto.ts';
import { Chat } from './chat.ts';
import { MemoryStorage } from './storage/memory-storage.ts';
import { befriend, ChatDriver } from './testing/chat-driver.ts';
import { FaultyStorage } from './testing/faulty-storage.ts';
import { RestartableRelay } from './testing/relay.ts';

useDirectCrypto();

let relay: RestartableRelay;
let people: ChatDriver[];

beforeEach(async () => {
  people = [];
  relay = new RestartableRelay();
  await relay.start();
});

afterEach(async () => {
  await Promise.all(people.map((person) => person.close()));
  await relay.die();
});

async function enter(name: string, storage = new MemoryStorage()): Promise<ChatDriver> {
  const person = new ChatDriver(name, relay.address, { storage });
  people.push(person);
  await person.enter();
  return person;
}

const allDelivered = (from: ChatDriver, to: ChatDriver) => async (): Promise<boolean> => {
  const lines = await from.timeline(to);
  return lines.filter(({ mine }) => mine).every(({ state }) => state === 'delivered');
};

describe('two clients', () => {
  it('find each other, accept each other, and talk', async () => {
    const alice = await enter('alice');
    const bob = await enter('Bob Ünal');
    await befriend(alice, bob, 'shall we talk?');
    await bob.chat.sendText(alice.id, 'yes');
    await alice.until(async () => (await alice.texts(bob)).length === 2);
    expect(await alice.texts(bob)).toEqual(['shall we talk?', 'yes']);
    expect(await bob.texts(alice)).toEqual(['shall we talk?', 'yes']);
    await bob.until(allDelivered(bob, alice));
    await alice.until(allDelivered(alice, bob));
    expect(bob.with(alice)?.name).toBe('alice');
    expect(bob.with(alice)?.unread).toBe(1);
  });

  it('show the same order of messages, whoever typed first', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await befriend(alice, bob);
    const talk = async (me: ChatDriver, you: ChatDriver) => {
      for (let n = 0; n < 60; n++) await me.chat.sendText(you.id, `${me.name} ${n}`);
    };
    await Promise.all([talk(alice, bob), talk(bob, alice)]);
    await Promise.all([
      alice.until(async () => (await alice.texts(bob)).length === 121),
      bob.until(async () => (await bob.texts(alice)).length === 121),
    ]);
    await Promise.all([alice.until(allDelivered(alice, bob)), bob.until(allDelivered(bob, alice))]);
    const texts = await alice.texts(bob);
    expect(await bob.texts(alice)).toEqual(texts);
    for (const name of ['alice', 'bob']) {
      const own = texts.filter((text) => text.startsWith(`${name} `));
      expect(own).toEqual(Array.from({ length: 60 }, (_, n) => `${name} ${n}`));
    }
  });

  it('learn which messages were read', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await befriend(alice, bob);
    await bob.chat.markRead(alice.id);
    await alice.until(async () =>
      (await alice.timeline(bob)).some(({ state }) => state === 'read'),
    );
    expect(bob.with(alice)?.unread).toBe(0);
  });

  it('that send each other a request at the same time have both accepted', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await Promise.all([alice.meet(bob), bob.meet(alice)]);
    await Promise.all([
      alice.chat.sendText(bob.id, 'do you hear me?'),
      bob.chat.sendText(alice.id, 'and do you?'),
    ]);
    await alice.until(() => alice.with(bob)?.consent === 'accepted');
    await bob.until(() => bob.with(alice)?.consent === 'accepted');
  });

  it('continue the conversation after a reload in the middle of it', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await befriend(alice, bob);
    const id = bob.id;
    await alice.chat.sendText(bob.id, 'one');
    await bob.reload();
    await alice.chat.sendText(bob.id, 'two');
    await bob.until(async () => (await bob.texts(alice)).length === 3);
    expect(bob.id).toBe(id);
    expect(await bob.texts(alice)).toEqual(['hello', 'one', 'two']);
    await bob.chat.sendText(alice.id, 'three');
    await alice.until(async () => (await alice.texts(bob)).length === 4);
    await alice.until(allDelivered(alice, bob));
  });
});

describe('a request', () => {
  it('is not acknowledged before it is answered', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await alice.meet(bob);
    await alice.chat.sendText(bob.id, 'hello?');
    await bob.until(() => bob.with(alice)?.consent === 'asked');
    await alice.until(async () => (await alice.timeline(bob))[0]?.state === 'sent');
    await bob.chat.accept(alice.id);
    await alice.until(allDelivered(alice, bob));
  });

  it('that is declined looks unanswered to its sender, and can still be answered', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await alice.meet(bob);
    await alice.chat.sendText(bob.id, 'hello?');
    await bob.until(() => bob.with(alice)?.consent === 'asked');
    await bob.chat.decline(alice.id);
    expect(bob.with(alice)?.consent).toBe('declined-by-me');
    await alice.chat.sendText(bob.id, 'please?');
    await alice.until(async () =>
      (await alice.timeline(bob)).every(({ state }) => state === 'sent'),
    );
    expect(alice.with(bob)?.consent).toBe('requested');
    await bob.chat.sendText(alice.id, 'after all');
    await alice.until(() => alice.with(bob)?.consent === 'accepted');
    await alice.chat.sendText(bob.id, 'thank you');
    await bob.until(async () => (await bob.texts(alice)).includes('thank you'));
  });

  it('contains at most 20 messages, and the rest is sent once it is accepted', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await alice.meet(bob);
    for (let n = 0; n < 23; n++) await alice.chat.sendText(bob.id, `hello ${n}`);
    await bob.until(async () => bob.with(alice) && (await bob.texts(alice)).length === 20);
    await alice.until(() => alice.with(bob)?.requestFull);
    expect((await alice.timeline(bob)).map(({ state }) => state).slice(20)).toEqual(
      Array(3).fill('waiting'),
    );
    await bob.chat.accept(alice.id);
    await bob.until(async () => (await bob.texts(alice)).length === 23);
    expect(alice.with(bob)?.requestFull).toBe(false);
  });

  it('from a blocked person looks unanswered to that person', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await alice.meet(bob);
    await alice.chat.sendText(bob.id, 'hello?');
    await bob.until(() => bob.with(alice)?.consent === 'asked');
    await bob.chat.setBlocked(alice.id, true);
    await alice.chat.sendText(bob.id, 'are you there?');
    await alice.until(async () =>
      (await alice.timeline(bob)).every(({ state }) => state === 'sent'),
    );
    const carol = await enter('carol');
    await carol.meet(bob);
    await carol.chat.sendText(bob.id, 'a barrier behind what must not come');
    await bob.until(() => bob.with(carol)?.consent === 'asked');
    expect(await bob.texts(alice)).toEqual([]);
    expect(alice.with(bob)?.consent).toBe('requested');
  });
});

describe('leaving a conversation', () => {
  it('is shown to the other person, who may send a request again', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await befriend(alice, bob);
    await alice.chat.leave(bob.id);
    await bob.until(() => bob.with(alice)?.consent === 'left-by-peer');
    expect((await bob.timeline(alice)).at(-1)?.kind).toBe('leave');
    await bob.chat.sendText(alice.id, 'come back');
    await alice.until(() => alice.with(bob)?.consent === 'asked');
    await alice.chat.accept(bob.id);
    await bob.until(() => bob.with(alice)?.consent === 'accepted');
  });

  it('by signing out releases the name and erases the profile', async () => {
    const alice = await enter('alice');
    const id = alice.id;
    await alice.chat.signOut();
    expect(alice.chat.profile).toBeUndefined();
    const other = await enter('Alice');
    expect(other.id).not.toBe(id);
  });
});

describe('a chat that was given no source of sealing keys', () => {
  it('generates a key for the first name and another one for the next name', async () => {
    const storage = new FaultyStorage();
    const chat = await Chat.open({ storage, address: relay.address });
    await chat.signIn('alice');
    await chat.signIn('alice again');
    await chat.close();
    const keys = storage.commits.flat().filter((change) => change.kind === 'put-key');
    const sealing = keys.filter(({ name }) => name.startsWith('sealing/')).map(({ key }) => key);
    expect(sealing).toHaveLength(2);
    for (const { algorithm, extractable } of sealing) {
      expect([algorithm.name, extractable]).toEqual(['RSA-OAEP', false]);
      expect(algorithm).toMatchObject({ modulusLength: 3072 });
    }
  });
});

describe('a name', () => {
  it('that is taken is rejected, and a free one is suggested', async () => {
    await enter('alice');
    const other = new ChatDriver('ALICE', relay.address);
    people.push(other);
    await other.open();
    const attempt = other.chat.signIn('ALICE');
    await expect(attempt).rejects.toThrow(
      expect.objectContaining({ code: 'name-taken', detail: { suggestion: 'ALICE 2' } }),
    );
    expect(other.chat.profile).toBeUndefined();
    await other.chat.signIn('ALICE 2');
    expect(other.chat.profile?.name).toBe('ALICE 2');
  });

  it('that somebody else took after the relay lost its data is lost; identity and conversations remain', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await befriend(alice, bob);
    const id = alice.id;
    await alice.chat.close();
    await relay.die();
    await relay.start();
    await bob.until(({ connection }) => connection.kind === 'online');
    await enter('alice');
    await alice.open();
    alice.chat.resume();
    await alice.until(
      ({ connection }) => connection.kind === 'ended' && connection.code === 'name-taken',
    );
    await alice.chat.signIn('alice again');
    expect(alice.id).toBe(id);
    await alice.chat.sendText(bob.id, 'it is me');
    await bob.until(async () => (await bob.texts(alice)).includes('it is me'));
    await bob.until(() => bob.with(alice)?.name === 'alice again');
  });
});

describe('a profile that was restored from a copy', () => {
  it('signs in with keys newer than those that it published before, and sends and receives messages', async () => {
    const storage = new FaultyStorage();
    const alice = await enter('alice', storage);
    const bob = await enter('bob');
    await befriend(alice, bob);
    const copy = await storage.copy();
    await alice.chat.signIn('alice again');
    await alice.chat.sendText(bob.id, 'under newer keys');
    await bob.until(async () => (await bob.texts(alice)).includes('under newer keys'));
    await alice.close();
    const restored = new ChatDriver('alice', relay.address, { storage: copy });
    people.push(restored);
    await restored.open();
    restored.chat.resume();
    await restored.until(({ connection }) => connection.kind === 'online');
    await bob.chat.sendText(restored.id, 'and now?');
    await restored.until(async () => (await restored.texts(bob)).includes('and now?'));
    await restored.chat.sendText(bob.id, 'at a place that was used before');
    await bob.until(async () =>
      (await bob.texts(restored)).includes('at a place that was used before'),
    );
    expect(await bob.texts(restored)).toContain('under newer keys');
    const warned = async (who: ChatDriver, other: ChatDriver): Promise<boolean[]> =>
      (await who.timeline(other)).filter(({ kind }) => kind === 'fork').map(({ mine }) => mine);
    expect(await warned(restored, bob)).toEqual([true]);
    expect(await warned(bob, restored)).toEqual([false]);
  });
});

describe('the relay', () => {
  it('may restart with an empty store while both type; no message is lost or shown twice', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await befriend(alice, bob);
    let count = 0;
    for (let round = 0; round < 5; round++) {
      await relay.die();
      for (let n = 0; n < 12; n++, count++) {
        await alice.chat.sendText(bob.id, `a${count}`);
        await bob.chat.sendText(alice.id, `b${count}`);
      }
      const waiting = (await alice.timeline(bob)).filter(({ state }) => state === 'waiting').length;
      expect(waiting).toBeGreaterThanOrEqual(12);
      await relay.start();
      for (const person of [alice, bob]) person.chat.reconnectNow();
      await alice.until(allDelivered(alice, bob));
      await bob.until(allDelivered(bob, alice));
    }
    const texts = await alice.texts(bob);
    expect(texts).toHaveLength(1 + 2 * count);
    expect(new Set(texts).size).toBe(texts.length);
    expect(await bob.texts(alice)).toEqual(texts);
  });

  it('delivers messages to a person who was offline when they return', async () => {
    const alice = await enter('alice');
    const bob = await enter('bob');
    await befriend(alice, bob);
    await bob.close();
    await alice.until(() => alice.with(bob)?.online === false);
    for (let n = 0; n < 150; n++) await alice.chat.sendText(bob.id, `while you were away ${n}`);
    await alice.until(async () => (await alice.timeline(bob)).at(-1)?.state === 'sent');
    await bob.open();
    bob.chat.resume();
    await bob.until(async () => (await bob.texts(alice)).length === 151);
    await alice.until(allDelivered(alice, bob));
  });
});
