import { describe, expect, it } from '@jest/globals';
import { eventsOf, get, notice } from '../testing/client.ts';
import { TestPerson } from '../testing/person.ts';
import { startTestRelay } from '../testing/relay.ts';

describe('presence:watch', () => {
  it('answers with the presence of each person, in order', async () => {
    const { visit, clock } = await startTestRelay();
    const { socket, person } = await visit('alice');
    const stranger = await TestPerson.create('nobody');
    const people = [stranger, person].map(({ identity }) => ({ identity }));
    const { presences } = await get(socket, 'presence:watch', { people });
    expect(presences.map(({ name, online, since }) => ({ name, online, since }))).toEqual([
      { name: undefined, online: false, since: 0 },
      { name: 'alice', online: true, since: clock.time },
    ]);
  });

  it('reports connects, disconnects and new names', async () => {
    const { visit, connect } = await startTestRelay();
    const { socket } = await visit('alice');
    const bob = await TestPerson.create('bob');
    await get(socket, 'presence:watch', { people: [{ identity: bob.identity }] });

    const came = notice(socket, 'presence:changed');
    const first = await connect();
    await bob.signIn(first);
    expect(await came).toMatchObject({ name: 'bob', online: true });

    const went = notice(socket, 'presence:changed');
    first.disconnect();
    expect(await went).toMatchObject({ name: 'bob', online: false });

    const renamed = notice(socket, 'presence:changed');
    await bob.signIn(await connect(), { bundle: await bob.bundle(2, 'rob'), name: 'rob' });
    expect(await renamed).toMatchObject({ name: 'rob', online: true });
  });

  it('replaces the list of the call before', async () => {
    const { visit, connect } = await startTestRelay();
    const { socket } = await visit('alice');
    const [bob, carol] = await Promise.all(['bob', 'carol'].map((name) => TestPerson.create(name)));
    await get(socket, 'presence:watch', {
      people: bob === undefined ? [] : [{ identity: bob.identity }],
    });
    await get(socket, 'presence:watch', {
      people: carol === undefined ? [] : [{ identity: carol.identity }],
    });
    const events = eventsOf(socket);
    await bob?.signIn(await connect());
    const changed = notice(socket, 'presence:changed');
    await carol?.signIn(await connect());
    expect(await changed).toMatchObject({ name: 'carol' });
    expect(events).toEqual(['presence:changed']);
  });
});
