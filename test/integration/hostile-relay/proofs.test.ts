import { afterEach, describe, expect, it } from '@jest/globals';
import { ask, connectTo, get, type TestSocket } from '../../../src/backend/testing/client.ts';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { talk, useFixture } from './fixture.ts';
import { resignBundle } from './forger.ts';
import type { SignIn } from './hostile-relay.ts';
import { startBackend } from './real-backend.ts';

const HOUR = 3_600_000;
const fixture = useFixture();
const sockets: TestSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

/** The attacker's own connection to a real backend, which has issued a nonce for it. */
async function call(port = fixture.backend.port): Promise<TestSocket> {
  const socket = connectTo(port);
  sockets.push(socket);
  await get(socket, 'session:challenge', {});
  return socket;
}

const proofOf = (person: ChatDriver): SignIn => {
  const signIn = fixture.relay.signIns(person.id).at(-1);
  if (signIn === undefined) throw new TypeError(`${person.name} has not signed in`);
  return signIn;
};

const refusal = (code: string) => expect.objectContaining({ ok: false, error: { code } });

describe('a sign-in proof', () => {
  it('that is replayed on another connection is rejected', async () => {
    const alice = await fixture.enter('alice');
    const socket = await call();
    expect(await ask(socket, 'session:sign-in', proofOf(alice))).toEqual(refusal('proof-invalid'));
    expect(alice.chat.connection.kind).toBe('online');
  });

  it('that is reflected as a sign-out is rejected', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const { host, signature } = proofOf(alice);
    const socket = await call();
    const answer = await ask(socket, 'session:sign-out', { host, signature });
    expect(answer).toEqual(refusal('not-signed-in'));
    await talk(bob, alice, 'you are still here');
  });

  it('that was made for the attacker’s host is rejected by any other', async () => {
    const alice = await fixture.enter('alice');
    const other = await startBackend('chat.example');
    try {
      const socket = await call(other.port);
      const answer = await ask(socket, 'session:sign-in', proofOf(alice));
      expect(answer).toEqual(refusal('host-mismatch'));
      const lie = { ...proofOf(alice), host: 'chat.example' };
      const again = await call(other.port);
      expect(await ask(again, 'session:sign-in', lie)).toEqual(refusal('proof-invalid'));
    } finally {
      await other.stop();
    }
  });

  it('over a nonce that the attacker chose is rejected on any other connection', async () => {
    const nonce = randomBytes(32);
    const attack = fixture.relay.attack('a chosen nonce', {
      reply: {
        'session:challenge': (_asked, reply) =>
          reply.ok ? { ok: true, data: { ...reply.data, nonce } } : undefined,
      },
    });
    const alice = await fixture.come('alice');
    await attack.delivered();
    const refused = await alice.until(
      ({ connection }) => connection.kind === 'ended' && connection,
    );
    expect(refused.code).toMatch(/nonce-invalid|proof-invalid/);
    const socket = await call();
    const answer = await ask(socket, 'session:sign-in', proofOf(alice));
    expect(answer).toEqual(refusal('proof-invalid'));

    attack.stop();
    await alice.chat.signIn('alice');
    expect(alice.chat.connection.kind).toBe('online');
  });

  it('with another bundle is rejected', async () => {
    const alice = await fixture.enter('alice');
    const bundle = await resignBundle(alice, proofOf(alice).bundle, { number: 2 });
    const socket = await call();
    const answer = await ask(socket, 'session:sign-in', { ...proofOf(alice), bundle });
    expect(answer).toEqual(refusal('proof-invalid'));
  });

  it('is made whatever time the relay claims; the difference is reported and not used', async () => {
    const attack = fixture.relay.attack('a wrong clock', {
      reply: {
        'session:challenge': (_asked, reply) =>
          reply.ok
            ? { ok: true, data: { ...reply.data, time: reply.data.time + 48 * HOUR } }
            : undefined,
      },
    });
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await attack.delivered(2);
    expect(alice.chat.clockSkew).toBeLessThan(-47 * HOUR);
    await talk(alice, bob, 'what time is it?');
    const sent = (await bob.timeline(alice)).at(-1)?.sent ?? 0;
    expect(Math.abs(sent - fixture.clock.now())).toBeLessThan(HOUR);
  });
});
