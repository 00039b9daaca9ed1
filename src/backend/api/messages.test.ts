import { describe, expect, it } from '@jest/globals';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { NOTICES, type Notice, parseWire } from '../../protocol/events.ts';
import {
  DELIVERY_MAX_BYTES,
  DELIVERY_MAX_ENVELOPES,
  SEND_BURST,
  SEND_BYTES_BURST,
  SEND_BYTES_RATE,
  STRANGERS_MAIL_PER_HOUR,
} from '../../protocol/limits.ts';
import { ALL_STORED, ask, get, type TestSocket } from '../testing/client.ts';
import { asContact, envelope, TestPerson } from '../testing/person.ts';
import { SECRET, startTestRelay, type TestRelay, type Visitor } from '../testing/relay.ts';
import { addressKey } from '../transport/client-address.ts';

type Items = Notice<'mailbox:deliver'>['items'];

/** A delivery that was received and not acknowledged yet. */
interface Delivered {
  readonly items: Items;
  readonly ack: () => void;
}

/** The next delivery, not acknowledged. */
function delivery(socket: TestSocket): Promise<Delivered> {
  return new Promise((resolve) =>
    socket.once('mailbox:deliver', (value, ack) =>
      resolve({
        ...parseWire(NOTICES['mailbox:deliver'], value),
        ack: () => ack(ALL_STORED),
      }),
    ),
  );
}

const contents = (items: Items): readonly Buffer[] =>
  items.map((item) => Buffer.from(item.envelope));

async function send(socket: TestSocket, to: Bytes, sent: Bytes): Promise<void> {
  await get(socket, 'message:send', await asContact(socket, { to, envelope: sent }));
}

/** A person who was online and left, and can sign in again to get what was sent meanwhile. */
async function someoneAway({ connect }: TestRelay) {
  const person = await TestPerson.create('bob');
  const bundle = await person.bundle();
  const first = await connect();
  await person.signIn(first, { bundle });
  first.disconnect();
  const comeBack = async (): Promise<Delivered & { readonly socket: TestSocket }> => {
    const second = await connect();
    const received = delivery(second);
    await person.signIn(second, { bundle });
    return { ...(await received), socket: second };
  };
  return { identity: person.identity, comeBack };
}

describe('an envelope', () => {
  it('reaches a connected receiver, with the sender as the relay knows it', async () => {
    const { visit } = await startTestRelay();
    const alice = await visit('alice');
    const bob = await visit('bob');
    const received = delivery(bob.socket);
    const sent = envelope();
    await send(alice.socket, bob.person.identity, sent);
    const { items } = await received;
    expect(contents(items)).toEqual([Buffer.from(sent)]);
    expect(items.map(({ from }) => toBase64url(from))).toEqual([alice.person.id]);
  });

  it('is stored for an offline receiver', async () => {
    const relay = await startTestRelay();
    const alice = await relay.visit('alice');
    const bob = await someoneAway(relay);
    const sent = [envelope(), envelope(), envelope()];
    for (const one of sent) await send(alice.socket, bob.identity, one);
    expect(contents((await bob.comeBack()).items)).toEqual(sent.map((one) => Buffer.from(one)));
  });

  it('is delivered again to the next connection until it is acknowledged', async () => {
    const { visit, connect } = await startTestRelay();
    const alice = await visit('alice');
    const bob = await TestPerson.create('bob');
    const bundle = await bob.bundle();
    const sockets = [await connect(), await connect(), await connect()] as const;
    await bob.signIn(sockets[0], { bundle });
    const unacknowledged = delivery(sockets[0]);
    const sent = envelope();
    await send(alice.socket, bob.identity, sent);
    expect((await unacknowledged).items).toHaveLength(1);
    sockets[0].disconnect();

    const again = delivery(sockets[1]);
    await bob.signIn(sockets[1], { bundle });
    const { items, ack } = await again;
    expect(contents(items)).toEqual([Buffer.from(sent)]);
    ack();
    const next = envelope();
    const third = delivery(sockets[1]);
    await send(alice.socket, bob.identity, next);
    expect(contents((await third).items)).toEqual([Buffer.from(next)]);
  });

  it('is rejected for unknown receivers', async () => {
    const { visit } = await startTestRelay();
    const { socket } = await visit('alice');
    const to = (await TestPerson.create('nobody')).identity;
    expect(await ask(socket, 'message:send', { to, envelope: envelope() })).toEqual({
      ok: false,
      error: { code: 'person-unknown' },
    });
  });
});

describe('delivery', () => {
  it('sends the next batch only when the last is acknowledged', async () => {
    const { visit } = await startTestRelay();
    const alice = await visit('alice');
    const bob = await visit('bob');
    const batches: Delivered[] = [];
    bob.socket.on('mailbox:deliver', ({ items }, ack) =>
      batches.push({ items, ack: () => ack(ALL_STORED) }),
    );
    const sent = Array.from({ length: DELIVERY_MAX_ENVELOPES + 8 }, () => envelope());
    for (const one of sent) await send(alice.socket, bob.person.identity, one);
    // A barrier: anything sent to bob earlier arrives before this reply.
    await get(bob.socket, 'session:challenge', {});
    expect(batches).toHaveLength(1);

    const received = [...(batches[0]?.items ?? [])];
    let next = delivery(bob.socket);
    batches[0]?.ack();
    while (received.length < sent.length) {
      const { items, ack } = await next;
      received.push(...items);
      next = delivery(bob.socket);
      ack();
    }
    expect(contents(received)).toEqual(sent.map((one) => Buffer.from(one)));
    expect(batches.every(({ items }) => items.length <= DELIVERY_MAX_ENVELOPES)).toBe(true);
  });

  it('queries the store once for each batch', async () => {
    const calls: string[] = [];
    const relay = await startTestRelay({}, (method, call) => {
      if (/^mailboxes.(peek|acknowledge)$/.test(method)) calls.push(method);
      return call();
    });
    const alice = await relay.visit('alice');
    const bob = await someoneAway(relay);
    const sent = Array.from({ length: DELIVERY_MAX_ENVELOPES + 1 }, () => envelope());
    for (const one of sent) await send(alice.socket, bob.identity, one);
    calls.length = 0;
    const { socket, ack } = await bob.comeBack();
    const second = delivery(socket);
    ack();
    expect(contents((await second).items)).toEqual(sent.slice(-1).map((one) => Buffer.from(one)));
    expect(calls).toEqual(['mailboxes.peek', 'mailboxes.acknowledge']);
  });

  it('limits batches in bytes as well', async () => {
    const relay = await startTestRelay();
    const alice = await relay.visit('alice');
    const bob = await someoneAway(relay);
    for (let count = 0; count < 4; count++) {
      await send(alice.socket, bob.identity, envelope(40 * 1024));
    }
    const { items } = await bob.comeBack();
    const bytes = contents(items).reduce((sum, one) => sum + one.length, 0);
    expect(items).toHaveLength(2);
    expect(bytes).toBeLessThanOrEqual(DELIVERY_MAX_BYTES);
  });

  it('sends a client deliveries only, never a mailbox notification', async () => {
    const { visit } = await startTestRelay();
    const alice = await visit('alice');
    const bob = await visit('bob');
    const events: string[] = [];
    bob.socket.onAny((event: string) => events.push(event));
    const received = delivery(bob.socket);
    await send(alice.socket, bob.person.identity, envelope());
    (await received).ack();
    await get(bob.socket, 'session:challenge', {});
    expect(events).toEqual(['mailbox:deliver']);
  });
});

describe('a sender', () => {
  it('may send a burst, then learns when to continue, and can', async () => {
    const { visit, clock } = await startTestRelay();
    const alice = await visit('alice');
    const bob = await visit('bob');
    const to = bob.person.identity;
    const request = await asContact(alice.socket, { to, envelope: envelope() });
    for (let count = 0; count < SEND_BURST; count++) {
      expect(await ask(alice.socket, 'message:send', request)).toMatchObject({ ok: true });
    }
    expect(await ask(alice.socket, 'message:send', request)).toEqual({
      ok: false,
      error: { code: 'rate-limited', retryAfterMs: 34 },
    });
    clock.advance(34);
    expect(await ask(alice.socket, 'message:send', request)).toMatchObject({ ok: true });
  });

  it('of large envelopes is limited by their bytes, and may still send small ones', async () => {
    const { visit, clock } = await startTestRelay();
    const alice = await visit('alice');
    const bob = await visit('bob');
    const to = bob.person.identity;
    const size = 40 * 1024;
    const request = await asContact(alice.socket, { to, envelope: envelope(size) });
    let count = 0;
    for (; ; count++) {
      const reply = await ask(alice.socket, 'message:send', request);
      if (reply.ok) continue;
      expect(reply.error).toMatchObject({ code: 'rate-limited' });
      break;
    }
    expect(count).toBe(Math.floor(SEND_BYTES_BURST / size));
    await send(alice.socket, to, envelope());
    clock.advance(Math.ceil((size / SEND_BYTES_RATE) * 1000));
    expect(await ask(alice.socket, 'message:send', request)).toMatchObject({ ok: true });
  });

  it('that fills its share of a mailbox does not block other senders', async () => {
    const { visit, clock } = await startTestRelay();
    const [alice, bob, carol] = [await visit('alice'), await visit('bob'), await visit('carol')];
    let code: string | undefined;
    while (code === undefined) {
      clock.advance(40);
      const sent = { to: bob.person.identity, envelope: envelope(70 * 1024) };
      const reply = await ask(alice.socket, 'message:send', await asContact(alice.socket, sent));
      if (!reply.ok) code = reply.error.code;
    }
    expect(code).toBe('mailbox-share-full');
    await send(carol.socket, bob.person.identity, envelope());
  });
});

describe('strangers behind one address', () => {
  it('may send no more together than the limit, unlike contacts and people elsewhere', async () => {
    const relay = await startTestRelay({ trustedProxies: 1 });
    const from = async (name: string, address: string): Promise<Visitor> => {
      const person = await TestPerson.create(name);
      const socket = await relay.connect({ headers: { 'x-forwarded-for': address } });
      await person.signIn(socket);
      return { person, socket };
    };
    const bob = await from('bob', '192.0.2.1');
    const [one, other] = [await from('one', '198.51.100.7'), await from('other', '198.51.100.7')];
    const elsewhere = await from('elsewhere', '203.0.113.9');
    const sendTo = ({ socket }: Visitor, token?: Bytes) =>
      ask(socket, 'message:send', {
        ...{ to: bob.person.identity, envelope: envelope() },
        ...(token && { token }),
      });
    expect(await sendTo(one)).toMatchObject({ ok: true });
    const address = addressKey('198.51.100.7', SECRET);
    const { addressLimits } = relay.store;
    for (let count = 1; count < STRANGERS_MAIL_PER_HOUR; count++) {
      await addressLimits.count('strangers-mail', address);
    }
    const full = { ok: false, error: { code: 'requests-full' } };
    expect([await sendTo(one), await sendTo(other)]).toEqual([full, full]);
    expect(await sendTo(elsewhere)).toMatchObject({ ok: true });
    const { time } = relay.clock;
    expect(await sendTo(one, await bob.person.contactToken(one.person, time))).toMatchObject({
      ok: true,
    });
    const expired = await bob.person.token(other.person);
    expect(await sendTo(other, expired)).toMatchObject({ ok: true });
  });
});
