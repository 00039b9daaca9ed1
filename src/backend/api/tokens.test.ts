import { describe, expect, it, jest } from '@jest/globals';
import type { Bytes } from '../../protocol/bytes.ts';
import type { Request } from '../../protocol/events.ts';
import { ALL_STORED, ask, get, notice } from '../testing/client.ts';
import { envelope, TestPerson } from '../testing/person.ts';
import { startTestRelay, type TestRelay } from '../testing/relay.ts';

const DAY = 86_400_000;
const invalid = { ok: false, error: { code: 'token-invalid' } };

async function visitors(relay: TestRelay) {
  const [alice, bob] = [await relay.visit('alice'), await relay.visit('bob')];
  const carol = await TestPerson.create('carol');
  bob.socket.on('mailbox:deliver', (_, ack) => ack(ALL_STORED));
  return { alice, bob, carol };
}

describe('message:send with a token', () => {
  it.each<[string, (owner: TestPerson, holder: TestPerson, now: number) => Promise<Bytes>]>([
    ['a contact', (owner, holder, now) => owner.token(holder, { expires: now + DAY })],
    ['a contact that has expired', (owner, holder) => owner.token(holder, { expires: 1 })],
    ['an invite', (owner) => owner.inviteToken()],
  ])('of %s passes the envelope on', async (_, make) => {
    const relay = await startTestRelay();
    const { alice, bob } = await visitors(relay);
    const [to, sent] = [bob.person.identity, envelope()];
    const delivered = notice(bob.socket, 'mailbox:deliver');
    const token = await make(bob.person, alice.person, relay.clock.time);
    await get(alice.socket, 'message:send', { to, envelope: sent, token });
    expect(Buffer.from((await delivered).items[0]?.envelope ?? [])).toEqual(Buffer.from(sent));
  });

  it('verifies the token once, however many envelopes come with it', async () => {
    const relay = await startTestRelay();
    const { alice, bob } = await visitors(relay);
    const to = bob.person.identity;
    const verify = jest.spyOn(crypto.subtle, 'verify');
    for (const owned of [
      await bob.person.token(alice.person),
      await bob.person.token(alice.person),
    ]) {
      const before = verify.mock.calls.length;
      for (let count = 0; count < 5; count++) {
        await get(alice.socket, 'message:send', { to, envelope: envelope(), token: owned });
      }
      expect(verify.mock.calls.length - before).toBe(1);
    }
    verify.mockRestore();
  });

  it.each<[string, (people: Awaited<ReturnType<typeof visitors>>) => Promise<Bytes>]>([
    ['forged', ({ alice, carol }) => carol.token(alice.person)],
    ['borrowed from another holder', ({ bob, carol }) => bob.person.token(carol)],
    ['of another owner', ({ alice, carol }) => carol.token(alice.person)],
    ['of the sender', ({ alice, bob }) => alice.person.token(bob.person)],
    ['an invite of another owner', ({ carol }) => carol.inviteToken()],
    ['not a token', async () => new Uint8Array(82)],
  ])('that is %s is rejected, and nothing is queued', async (_, make) => {
    const relay = await startTestRelay();
    const people = await visitors(relay);
    const { alice, bob } = people;
    const request = { to: bob.person.identity, envelope: envelope() };
    const token = await make(people);
    expect(await ask(alice.socket, 'message:send', { ...request, token })).toEqual(invalid);
    const [presence] = (
      await get(alice.socket, 'presence:watch', { people: [{ identity: request.to }] })
    ).presences;
    expect(presence).toMatchObject({ name: 'bob' });
    const delivered = notice(bob.socket, 'mailbox:deliver');
    const next = envelope();
    await get(alice.socket, 'message:send', { to: request.to, envelope: next });
    const [first] = (await delivered).items;
    expect(Buffer.from(first?.envelope ?? [])).toEqual(Buffer.from(next));
  });
});

describe('presence:watch with tokens', () => {
  it('is rejected as a whole when one is forged', async () => {
    const relay = await startTestRelay();
    const { alice, bob, carol } = await visitors(relay);
    const good = { identity: bob.person.identity, token: await bob.person.token(alice.person) };
    const forged = { identity: bob.person.identity, token: await carol.token(alice.person) };
    const watch = (people: (typeof good)[]) => ask(alice.socket, 'presence:watch', { people });
    expect(await watch([good])).toMatchObject({ ok: true });
    expect(await watch([good, forged])).toEqual(invalid);
  });
});

describe('account:policy', () => {
  it('is accepted from a signed-in person only', async () => {
    const relay = await startTestRelay();
    const { alice } = await visitors(relay);
    const policy: Request<'account:policy'> = {
      requests: 'nobody',
      listed: false,
      invites: [],
      revoked: [],
    };
    expect(await ask(alice.socket, 'account:policy', policy)).toEqual({ ok: true, data: {} });
    expect(await ask(await relay.connect(), 'account:policy', policy)).toMatchObject({
      error: { code: 'not-signed-in' },
    });
  });
});
