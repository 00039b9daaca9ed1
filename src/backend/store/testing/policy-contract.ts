import { beforeEach, expect, it } from '@jest/globals';
import { NAME_HELD_MS } from '../../../protocol/limits.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import type { Enqueued, Lane, OnlineSession, Policy, ShownToken } from '../store.ts';
import { ALL, alice, bundleOf, type Open, refusedWith, START, sentBy } from './contract-fixture.ts';

const CLOSED = refusedWith('requests-closed');
const INVITE = { scope: 'invite', serial: 'invite' } as const;
const DEAD_INVITE = { scope: 'invite', serial: 'dead' } as const;
const CONTACT = { scope: 'contact', serial: 'contact' } as const;
const REVOKED = { scope: 'contact', serial: 'serial-gone' } as const;
const POLICY: Policy = {
  requests: 'link',
  listed: false,
  invites: ['other', 'invite'],
  revoked: new Map([
    ['serial-gone', START + 1000],
    ['other', START + 1000],
  ]),
};

/** How every store applies a person's policy. */
export function policyContract(open: Open): void {
  beforeEach(async () => {
    await open().store.people.publish('A', bundleOf('alice'));
  });
  let sent = 0;
  const send = (lane: Lane, token?: ShownToken): Promise<Enqueued> => {
    const { mailboxes, strangersMail } = open().store;
    const envelope = { ...sentBy('B', `${sent++}`), token };
    return (lane === 'contacts' ? mailboxes : strangersMail).enqueue('A', envelope);
  };
  const set = (policy: Partial<Policy>): Promise<void> =>
    open().store.people.setPolicy('A', { ...DEFAULT_POLICY, ...policy });
  const queued = async (lane: Lane): Promise<number> => {
    const { mailboxes, strangersMail } = open().store;
    return (await (lane === 'contacts' ? mailboxes : strangersMail).peek('A', ALL)).length;
  };

  it('is found as it was set, until the person is forgotten', async () => {
    const { people, presence } = open().store;
    expect((await people.find('A'))?.policy).toEqual(DEFAULT_POLICY);
    await people.setPolicy('A', POLICY);
    expect((await people.find('A'))?.policy).toEqual(POLICY);
    expect((await presence.connect(alice('c1'))).policy).toEqual(POLICY);
    await people.publish('A', bundleOf('alice', 2));
    expect((await people.find('A'))?.policy).toEqual(POLICY);
    await people.setPolicy('A', DEFAULT_POLICY);
    expect((await people.find('A'))?.policy).toEqual(DEFAULT_POLICY);
    await people.setPolicy('A', POLICY);
    open().clock.advance(NAME_HELD_MS);
    await people.publish('A', bundleOf('alice'));
    expect((await people.find('A'))?.policy).toEqual(DEFAULT_POLICY);
  });

  it('needs a person', async () => {
    await expect(open().store.people.setPolicy('X', POLICY)).rejects.toEqual(
      refusedWith('person-unknown'),
    );
  });

  it.each<[Policy['requests'], ShownToken | undefined, boolean]>([
    ['everyone', undefined, true],
    ['everyone', DEAD_INVITE, true],
    ['everyone', INVITE, true],
    ['everyone', CONTACT, true],
    ['link', undefined, false],
    ['link', DEAD_INVITE, false],
    ['link', { scope: 'invite', serial: 'serial-gone' }, false],
    ['link', INVITE, true],
    ['link', CONTACT, true],
    ['nobody', undefined, false],
    ['nobody', DEAD_INVITE, false],
    ['nobody', INVITE, false],
    ['nobody', CONTACT, true],
  ])('%s: a stranger with the token %j is admitted: %s', async (requests, token, isAdmitted) => {
    await set({ ...POLICY, requests });
    if (isAdmitted) await send('strangers', token);
    else await expect(send('strangers', token)).rejects.toEqual(CLOSED);
    expect(await queued('strangers')).toBe(isAdmitted ? 1 : 0);
    await send('contacts', CONTACT);
    expect(await queued('contacts')).toBe(1);
  });

  it('discards mail with a revoked token until it would have expired, and shows nobody online', async () => {
    const { presence } = open().store;
    await presence.connect(alice('c1'));
    await set({ revoked: POLICY.revoked });
    for (const lane of ['contacts', 'strangers'] as const) {
      const before = await send(lane, CONTACT);
      const discarded = await send(lane, REVOKED);
      expect(discarded).toEqual({ ...before, entryId: undefined, pod: undefined });
      expect(await queued(lane)).toBe(1);
    }
    open().clock.advance(1000);
    await send('strangers', REVOKED);
    expect(await queued('strangers')).toBe(2);
  });

  it('keeps a person out of the lobby, whatever is confirmed', async () => {
    const { presence, lobby } = open().store;
    const total = async (): Promise<number> => (await lobby.slice({ prefix: '', limit: 9 })).total;
    await set({ listed: false });
    const { since, connectedAt, policy } = await presence.connect(alice('c1'));
    const session: OnlineSession = { ...alice('c1'), since, connectedAt, isListed: policy.listed };
    expect(await total()).toBe(0);
    await presence.heartbeat([session], () => undefined);
    expect(await total()).toBe(0);
    await presence.list({ ...session, isListed: true });
    expect(await total()).toBe(1);
    await presence.list(session);
    expect(await total()).toBe(0);
  });
}
