import { describe, expect, it } from '@jest/globals';
import { bitsToFlip, flipBit, oneBitPerByte } from '../../crypto/testing/flip.ts';
import { IS_LONG_RUN } from '../../crypto/testing/run-length.ts';
import { SIGNATURE_BYTES } from '../../protocol/bundle.ts';
import type { Request } from '../../protocol/events.ts';
import { FILE_MAX_BYTES, NONCE_LIFE_MS, SIGN_INS_PER_MINUTE } from '../../protocol/limits.ts';
import { ask, eventsOf, get, notice, type TestSocket } from '../testing/client.ts';
import { TestPerson } from '../testing/person.ts';
import { HOST, startTestRelay } from '../testing/relay.ts';

const MINUTE = 60_000;

type SignInRequest = Request<'session:sign-in'>;
const refused = (code: string): object => ({ ok: false, error: { code } });

async function signOut(
  socket: TestSocket,
  person: TestPerson,
  bundle: Uint8Array,
): Promise<unknown> {
  const { nonce } = await get(socket, 'session:challenge', {});
  const proof = { host: HOST, nonce, bundle: new Uint8Array(bundle), name: person.name };
  const signature = await person.prove('sign-out', proof);
  return ask(socket, 'session:sign-out', { host: HOST, signature });
}

describe('sign-in', () => {
  it('proves an identity, claims its name and publishes its bundle', async () => {
    const { visit, connect } = await startTestRelay();
    const { socket } = await visit('alice');
    const bob = await TestPerson.create('Bob Ünal');
    const bundle = await bob.bundle();
    const other = await connect();
    expect(await bob.trySignIn(other, { bundle })).toEqual({
      ok: true,
      data: { name: 'Bob Ünal' },
    });
    const found = await get(socket, 'directory:find', { name: 'bob ünal' });
    expect(found).toMatchObject({ name: 'Bob Ünal', online: true });
    const published = await get(socket, 'directory:bundle', { identity: bob.identity });
    expect(Buffer.from(published.bundle)).toEqual(Buffer.from(bundle));
  });

  it.each([
    ['that is set', 1_000, 1_000],
    ['of the protocol', undefined, FILE_MAX_BYTES],
  ])('announces the limit for files %s, before it is acknowledged', async (_, set, announced) => {
    const { connect } = await startTestRelay({ fileMaxBytes: set });
    const alice = await TestPerson.create('alice');
    const socket = await connect();
    const first = Promise.race([
      notice(socket, 'server:limits'),
      alice.trySignIn(socket).then(() => 'acknowledged'),
    ]);
    expect(await first).toEqual({ fileMaxBytes: announced });
  });

  it('announces no limits when it is rejected', async () => {
    const { connect } = await startTestRelay({ publicHosts: [] });
    const socket = await connect();
    const events = eventsOf(socket);
    await (await TestPerson.create('alice')).trySignIn(socket);
    expect(events).toEqual([]);
  });

  it('is rejected when no public host is configured, or another one is named', async () => {
    const unconfigured = await startTestRelay({ publicHosts: [] });
    const alice = await TestPerson.create('alice');
    const first = await unconfigured.connect();
    expect(await alice.trySignIn(first)).toEqual(refused('host-not-configured'));
    const { connect } = await startTestRelay();
    expect(await alice.trySignIn(await connect(), { host: 'evil.example' })).toEqual(
      refused('host-mismatch'),
    );
  });

  it('accepts a nonce once, for a minute, from the connection that requested it', async () => {
    const { connect, clock } = await startTestRelay();
    const alice = await TestPerson.create('alice');
    const socket = await connect();
    const other = await connect();
    const { nonce } = await get(socket, 'session:challenge', {});
    await get(other, 'session:challenge', {});

    expect(await alice.trySignIn(other, { nonce })).toEqual(refused('proof-invalid'));
    expect(await alice.trySignIn(other, { nonce })).toEqual(refused('nonce-invalid'));
    clock.advance(NONCE_LIFE_MS);
    expect(await alice.trySignIn(socket, { nonce })).toEqual(refused('nonce-invalid'));
    await alice.signIn(socket);
  });

  it('needs the signature of the identity key, over this host, name and bundle', async () => {
    const { connect } = await startTestRelay({ publicHosts: [HOST, 'other.example'] });
    const alice = await TestPerson.create('alice');
    const mallory = await TestPerson.create('mallory');
    const socket = await connect();
    const honest = await alice.signInRequest(socket);
    const stolen = { ...honest, signature: (await mallory.signInRequest(socket)).signature };
    expect(await ask(socket, 'session:sign-in', stolen)).toEqual(refused('proof-invalid'));
    const moved = { ...(await alice.signInRequest(socket)), host: 'other.example' };
    expect(await ask(socket, 'session:sign-in', moved)).toEqual(refused('proof-invalid'));
    expect(await alice.trySignIn(socket, { name: 'alicia' })).toEqual(refused('proof-invalid'));
    const swapped = { ...(await alice.signInRequest(socket)), bundle: await alice.bundle(2) };
    expect(await ask(socket, 'session:sign-in', swapped)).toEqual(refused('proof-invalid'));
  });

  it.each([
    ['al\u200bice', 'name-characters'],
    ['alicе', 'name-mixed-scripts'],
    ['', 'name-empty'],
  ])('rejects the name %j, and says why', async (name, code) => {
    const { connect } = await startTestRelay();
    const alice = await TestPerson.create(name);
    expect(await alice.trySignIn(await connect())).toEqual(refused(code));
  });

  it('rejects a bundle that was altered', async () => {
    const { connect } = await startTestRelay();
    const alice = await TestPerson.create('alice');
    const bundle = await alice.bundle();
    bundle[bundle.length - 1] = (bundle.at(-1) ?? 0) ^ 1;
    expect(await alice.trySignIn(await connect(), { bundle })).toEqual(refused('bundle-signature'));
  });

  it('rejects a proof with a bit of any byte flipped, and a bundle with a flipped bit, and stores nothing', async () => {
    const { connect, clock, store } = await startTestRelay({ trustedProxies: 1 });
    const alice = await TestPerson.create('alice');
    const bundle = await alice.bundle();
    const codes = new Map<string, number>();
    // Each attempt is later than the one before, and the address changes, so that no limit hides the check.
    let attempts = 0;
    const connectFromNewAddress = () =>
      connect({ headers: { 'x-forwarded-for': `2001:db8:${attempts.toString(16)}::1` } });
    let socket = await connectFromNewAddress();
    const attempt = async (change: (request: SignInRequest) => SignInRequest): Promise<void> => {
      clock.advance(MINUTE);
      if (++attempts % SIGN_INS_PER_MINUTE === 0) {
        socket.disconnect();
        socket = await connectFromNewAddress();
      }
      const request = await alice.signInRequest(socket, { bundle });
      const reply = await ask(socket, 'session:sign-in', change(request));
      const code = reply.ok ? 'taken' : reply.error.code;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    };
    const proofBits = bitsToFlip(new Uint8Array(SIGNATURE_BYTES));
    for (const bit of proofBits) {
      await attempt((request) => ({ ...request, signature: flipBit(request.signature, bit) }));
    }
    expect([...codes]).toEqual([['proof-invalid', proofBits.length]]);
    codes.clear();
    // Only the nightly run tries each byte: src/crypto/bundle.test.ts does it without a relay.
    const bundleBits = oneBitPerByte(bundle).filter((_, byte) => IS_LONG_RUN || byte % 7 === 0);
    for (const bit of bundleBits) {
      const altered = flipBit(bundle, bit);
      await attempt((request) => ({ ...request, bundle: altered }));
    }
    expect([...codes.values()].reduce((sum, count) => sum + count)).toBe(bundleBits.length);
    for (const code of codes.keys()) expect(code).toMatch(/^(bundle|name)-/);
    expect(await store.names.holder('alice')).toBeUndefined();
    expect(await store.people.find(alice.id)).toBeUndefined();
    await alice.signIn(await connectFromNewAddress(), { bundle });
    expect(await store.names.holder('alice')).toBe(alice.id);
  });

  it('rejects an older bundle, or a different one of the same number, and releases the name that it claimed', async () => {
    const { connect, store } = await startTestRelay();
    const alice = await TestPerson.create('alice');
    await alice.signIn(await connect(), { bundle: await alice.bundle(5) });
    const older = await connect();
    expect(await alice.trySignIn(older, { bundle: await alice.bundle(4) })).toEqual(
      refused('bundle-rollback'),
    );
    expect(await alice.trySignIn(older, { bundle: await alice.bundle(5) })).toEqual(
      refused('bundle-rollback'),
    );
    const renamed = { bundle: await alice.bundle(1, 'alys'), name: 'alys' };
    expect(await alice.trySignIn(older, renamed)).toEqual(refused('bundle-rollback'));
    expect(await store.names.holder('alys')).toBeUndefined();
  });

  it('rejects a name that another person holds, ignoring case, and suggests a free one', async () => {
    const { visit, connect } = await startTestRelay();
    await visit('alice');
    const other = await TestPerson.create('ALICE');
    expect(await other.trySignIn(await connect())).toEqual({
      ok: false,
      error: { code: 'name-taken', suggestion: 'ALICE 2' },
    });
  });

  it.each(['aIice', 'al1ce', 'Ali\u0307ce', 'АӏІсе', 'ALİCE'])(
    'rejects %s while somebody else is called Alice',
    async (name) => {
      const { visit, connect } = await startTestRelay();
      await visit('Alice');
      const other = await TestPerson.create(name);
      expect(await other.trySignIn(await connect())).toMatchObject(refused('name-taken'));
    },
  );

  it('rejects a name with a character that identifiers do not have', async () => {
    const { connect } = await startTestRelay();
    const person = await TestPerson.create('B\u1d0fb');
    expect(await person.trySignIn(await connect())).toMatchObject(refused('name-characters'));
  });

  it('with a new name releases the old one', async () => {
    const { visit, connect, store } = await startTestRelay();
    const { person } = await visit('alice');
    const bundle = await person.bundle(2, 'alys');
    await person.signIn(await connect(), { bundle, name: 'alys' });
    expect(await store.names.holder('alice')).toBeUndefined();
    expect(await store.names.holder('alys')).toBe(person.id);
  });

  it('succeeds once per connection, even when requested twice at the same time', async () => {
    const { connect } = await startTestRelay();
    const alice = await TestPerson.create('alice');
    const socket = await connect();
    const first = await alice.signInRequest(socket);
    const both = await Promise.all([
      ask(socket, 'session:sign-in', first),
      ask(socket, 'session:sign-in', first),
    ]);
    expect(both).toEqual([{ ok: true, data: { name: 'alice' } }, refused('already-signed-in')]);
    expect(await alice.trySignIn(socket)).toEqual(refused('already-signed-in'));
  });

  it('on a newer connection closes the older one with a reason', async () => {
    const { visit, connect } = await startTestRelay();
    const { person, socket } = await visit('alice');
    const ended = notice(socket, 'session:ended');
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    const newer = await connect();
    const events = eventsOf(newer);
    await person.signIn(newer, { bundle: await person.bundle(2) });
    expect(await ended).toEqual({ code: 'replaced' });
    expect(await closed).toBe('io server disconnect');
    expect(await get(newer, 'directory:find', { name: 'alice' })).toMatchObject({ online: true });
    expect(events).not.toContain('session:ended');
  });

  it('on another relay closes the older connection with a reason, also when the event of that relay is lost', async () => {
    const { visit, store, relay, clock } = await startTestRelay();
    const { person, socket } = await visit('alice');
    const ended = notice(socket, 'session:ended');
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    clock.advance(1);
    await store.presence.connect({ person: person.id, name: 'alice', connection: 'elsewhere' });
    await relay.beat();
    expect(await ended).toEqual({ code: 'replaced' });
    expect(await closed).toBe('io server disconnect');
  });

  it('that takes effect late, on another relay, closes the newer connection without a reason', async () => {
    const { visit, store, relay, clock } = await startTestRelay();
    const { person, socket } = await visit('alice');
    const events = eventsOf(socket);
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    clock.advance(-1);
    await store.presence.connect({ person: person.id, name: 'alice', connection: 'elsewhere' });
    await relay.beat();
    // Then the client signs in again.
    expect(await closed).toBe('transport close');
    expect(events).not.toContain('session:ended');
  });

  it('is limited by address', async () => {
    const { connect } = await startTestRelay();
    const alice = await TestPerson.create('alice');
    const socket = await connect();
    const request = await alice.signInRequest(socket);
    const wrong = { ...request, host: 'evil.example' };
    for (let count = 0; count < SIGN_INS_PER_MINUTE; count++) {
      expect(await ask(socket, 'session:sign-in', wrong)).toEqual(refused('host-mismatch'));
    }
    const error = { code: 'too-many-sign-ins', retryAfterMs: expect.any(Number) };
    expect(await ask(await connect(), 'session:sign-in', request)).toEqual({ ok: false, error });
  });
});

describe('sign-out', () => {
  it('frees the name, forgets the bundle and ends the session', async () => {
    const { visit, connect, store } = await startTestRelay();
    const bob = await visit('bob');
    const alice = await TestPerson.create('alice');
    const socket = await connect();
    const bundle = await alice.bundle();
    await alice.signIn(socket, { bundle });
    await get(bob.socket, 'presence:watch', { people: [{ identity: alice.identity }] });
    const changed = notice(bob.socket, 'presence:changed');

    expect(await signOut(socket, alice, bundle)).toEqual({ ok: true, data: {} });
    const presence = await changed;
    expect(presence.online).toBe(false);
    expect(presence).not.toHaveProperty('name');
    expect(await store.names.holder('alice')).toBeUndefined();
    expect(await ask(socket, 'lobby:open', { prefix: '' })).toEqual(refused('not-signed-in'));
    expect(await ask(bob.socket, 'directory:bundle', { identity: alice.identity })).toEqual(
      refused('person-unknown'),
    );
  });

  it('ends presence updates to the connection', async () => {
    const { visit, connect } = await startTestRelay();
    const alice = await TestPerson.create('alice');
    const socket = await connect();
    const bundle = await alice.bundle();
    await alice.signIn(socket, { bundle });
    const bob = await visit('bob');
    const carol = await TestPerson.create('carol');
    await get(socket, 'presence:watch', { people: [{ identity: carol.identity }] });
    for (const open of [socket, bob.socket]) await get(open, 'lobby:open', { prefix: '' });
    const left = notice(bob.socket, 'lobby:page');
    expect(await signOut(socket, alice, bundle)).toEqual({ ok: true, data: {} });

    const events = eventsOf(socket);
    expect((await left).total).toBe(1);
    const came = notice(bob.socket, 'lobby:page');
    await carol.signIn(await connect());
    expect((await came).total).toBe(2);
    await get(socket, 'session:challenge', {});
    expect(events).toEqual([]);
  });

  it('needs its own proof; the proof of a sign-in is rejected', async () => {
    const { connect } = await startTestRelay();
    const alice = await TestPerson.create('alice');
    const socket = await connect();
    const bundle = await alice.bundle();
    await alice.signIn(socket, { bundle });
    const { signature } = await alice.signInRequest(socket, { bundle });
    expect(await ask(socket, 'session:sign-out', { host: HOST, signature })).toEqual(
      refused('proof-invalid'),
    );
    expect(await get(socket, 'lobby:open', { prefix: '' })).toMatchObject({ total: 1 });
  });
});

describe('a name', () => {
  it('is still held after its holder disconnects', async () => {
    const { visit, connect, store, clock } = await startTestRelay();
    const { socket, person } = await visit('alice');
    const bob = await visit('bob');
    await get(bob.socket, 'presence:watch', { people: [{ identity: person.identity }] });
    const changed = notice(bob.socket, 'presence:changed');
    clock.advance(1000);
    socket.disconnect();
    expect(await changed).toMatchObject({ name: 'alice', online: false, since: clock.time });
    expect(await store.names.holder('alice')).toBe(person.id);
    const impostor = await TestPerson.create('alice');
    expect(await impostor.trySignIn(await connect())).toMatchObject(refused('name-taken'));
  });
});
