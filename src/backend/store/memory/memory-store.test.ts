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
    await expect(people.publish('B', bundle)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await people.find('A')).toMatchObject({ online: true });
  });

  it('by the bytes of all envelopes, which acknowledgement, sign-out and age release', async () => {
    let time = 0;
    const store = createMemoryStore({ maxBytes: 10, now: () => time });
    for (const person of ['A', 'B']) await store.people.publish(person, bundle);
    const append = (to: string, id: string): Promise<unknown> =>
      store.mailboxes.enqueue(to, { from: 'C', id: utf8(id), envelope: new Uint8Array(6) });
    const full = { code: 'unavailable' };

    await append('A', '1');
    await expect(append('B', '2')).rejects.toMatchObject(full);
    const [queued] = await store.mailboxes.peek('A', { envelopes: 1, bytes: 1 });
    await store.mailboxes.acknowledge('A', [queued?.entryId ?? '']);
    await append('B', '2');
    await expect(append('A', '3')).rejects.toMatchObject(full);
    await store.people.forget('B');
    await append('A', '3');
    time = Number.MAX_SAFE_INTEGER;
    await store.people.publish('B', bundle);
    await append('B', '4');
  });
});
