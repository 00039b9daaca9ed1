import { describe, expect, it } from '@jest/globals';
import { utf8 } from '../../../protocol/bytes.ts';
import { storeContract } from '../contract.ts';
import type { PublishedBundle } from '../store.ts';
import { createMemoryStore } from './memory-store.ts';

storeContract('the memory store', async (now) => createMemoryStore({ now }));

const bundle: PublishedBundle = {
  name: 'alice',
  number: 1,
  digest: utf8('digest'),
  bytes: utf8('bundle'),
};

describe('the memory store is bounded', () => {
  it('by people: the person who has been offline longest is removed and loses the name', async () => {
    const { names, people } = createMemoryStore({ maxPeople: 2 });
    await names.claim('alice', 'A');
    for (const person of ['A', 'B', 'C']) await people.publish(person, bundle);
    expect(await people.find('A')).toBeUndefined();
    expect(await people.find('B')).toBeDefined();
    expect(await names.holder('alice')).toBeUndefined();
  });

  it('by people: nobody online is removed', async () => {
    const { people, presence } = createMemoryStore({ maxPeople: 1 });
    await people.publish('A', bundle);
    await presence.connect({ person: 'A', name: 'alice', connection: 'c1' });
    await expect(people.publish('B', bundle)).rejects.toMatchObject({ code: 'directory-full' });
    expect(await people.find('A')).toMatchObject({ online: true });
  });

  it('by the bytes of all envelopes, which acknowledgement, sign-out and age release', async () => {
    let time = 0;
    const store = createMemoryStore({ maxBytes: 80, now: () => time });
    for (const person of ['A', 'B', 'C']) await store.people.publish(person, bundle);
    const append = (to: string, id: string): Promise<unknown> =>
      store.mailboxes.enqueue(to, { from: 'D', id: utf8(id), envelope: new Uint8Array(20) });
    const full = { code: 'mail-full' };

    // 70 bytes are for contacts, and one mailbox may hold half of what is free.
    await append('A', '1');
    await append('B', '2');
    await expect(append('C', '3')).rejects.toMatchObject(full);
    const [queued] = await store.mailboxes.peek('A', { envelopes: 1, bytes: 1 });
    await store.mailboxes.acknowledge('A', [queued?.entryId ?? '']);
    await append('C', '3');
    await expect(append('A', '4')).rejects.toMatchObject(full);
    await store.people.forget('B');
    await append('A', '4');
    time = Number.MAX_SAFE_INTEGER;
    await store.people.publish('B', bundle);
    await append('B', '5');
    expect(store.memory.uses()).toEqual([
      { kind: 'directory', used: 4_096, limit: 409_600_000 },
      { kind: 'contacts', used: 20, limit: 70 },
      { kind: 'strangers', used: 0, limit: 10 },
    ]);
  });

  it('by lane: strangers cannot use up the memory for contacts', async () => {
    const store = createMemoryStore({ maxBytes: 80 });
    await store.people.publish('A', bundle);
    const sent = (id: string) => ({ from: 'D', id: utf8(id), envelope: new Uint8Array(4) });
    await store.strangersMail.enqueue('A', sent('1'));
    await expect(store.strangersMail.enqueue('A', sent('2'))).rejects.toMatchObject({
      code: 'requests-full',
    });
    await store.mailboxes.enqueue('A', sent('1'));
  });
});
