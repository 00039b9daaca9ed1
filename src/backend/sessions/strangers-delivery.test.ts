import { describe, expect, it } from '@jest/globals';
import { type Bytes, toBase64url, utf8 } from '../../protocol/bytes.ts';
import { envelopeIdOf } from '../../protocol/envelope.ts';
import { NOTICES, type Notice, parseWire } from '../../protocol/events.ts';
import { DEFERRED_AGAIN_MS, DELIVERY_MAX_ENVELOPES } from '../../protocol/limits.ts';
import { ALL_STORED, get, type TestSocket } from '../testing/client.ts';
import { envelope, TestPerson } from '../testing/person.ts';
import { startTestRelay, type TestRelay, type Visitor } from '../testing/relay.ts';
import type { Interceptor } from '../testing/store-faults.ts';

type Delivered = Notice<'mailbox:deliver'>;
const idOf = (bytes: Bytes): string => toBase64url(envelopeIdOf(bytes));

/** A client that defers the first envelopes of strangers, and records what arrives in each lane. */
class Receiver {
  readonly arrived: Record<Delivered['lane'], string[]> = { contacts: [], strangers: [] };
  /** How many it still defers. */
  deferring = 0;
  #listeners: (() => void)[] = [];

  constructor(socket: TestSocket) {
    socket.on('mailbox:deliver', (value, ack) => {
      const { lane, items } = parseWire(NOTICES['mailbox:deliver'], value);
      const ids = items.map((item) => idOf(item.envelope));
      this.arrived[lane].push(...ids);
      const deferred = ids.flatMap((_, index) => (this.deferring-- > 0 ? [index] : []));
      ack(lane === 'contacts' ? ALL_STORED : { deferred });
      for (const listener of this.#listeners.splice(0)) listener();
    });
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }
}

async function setUp(onStoreCall?: Interceptor): Promise<{
  readonly relay: TestRelay;
  readonly bob: TestPerson;
  readonly bundle: Bytes;
  readonly mallory: Visitor;
  connect(): Promise<{ readonly socket: TestSocket; readonly receiver: Receiver }>;
}> {
  const relay = await startTestRelay({}, onStoreCall);
  const bob = await TestPerson.create('bob');
  const bundle = await bob.bundle();
  const connect = async () => {
    const socket = await relay.connect();
    const receiver = new Receiver(socket);
    await bob.signIn(socket, { bundle });
    return { socket, receiver };
  };
  return { relay, bob, bundle, mallory: await relay.visit('mallory'), connect };
}

/** Sends as a stranger. @returns the envelope's id */
async function write({ socket, person }: Visitor, to: TestPerson): Promise<string> {
  const sent = envelope();
  const token = await to.token(person);
  await get(socket, 'message:send', { to: to.identity, envelope: sent, token });
  return idOf(sent);
}

describe('the mail of strangers', () => {
  it('arrives in its own lane, in order, also in several batches', async () => {
    const { bob, relay, connect } = await setUp();
    const { socket } = await connect();
    socket.disconnect();
    const senders = await Promise.all([1, 2, 3].map((n) => relay.visit(`stranger ${n}`)));
    const sent: string[] = [];
    for (let n = 0; n < DELIVERY_MAX_ENVELOPES + 8; n++) {
      const sender = senders[n % 3];
      if (sender !== undefined) sent.push(await write(sender, bob));
    }
    const { receiver } = await connect();
    await receiver.until(() => receiver.arrived.strangers.length === sent.length);
    expect(receiver.arrived).toEqual({ contacts: [], strangers: sent });
  });

  it('that is deferred holds nothing up, and is offered again after a minute', async () => {
    const { bob, mallory, relay, connect } = await setUp();
    const { receiver, socket } = await connect();
    receiver.deferring = 1;
    const first = await write(mallory, bob);
    await receiver.until(() => receiver.arrived.strangers.length === 1);
    const second = await write(mallory, bob);
    await receiver.until(() => receiver.arrived.strangers.length === 2);
    await relay.relay.beat();
    const third = await write(mallory, bob);
    await receiver.until(() => receiver.arrived.strangers.length === 3);
    expect(receiver.arrived.strangers).toEqual([first, second, third]);
    await get(socket, 'session:challenge', {});
    relay.clock.advance(DEFERRED_AGAIN_MS);
    await relay.relay.beat();
    await receiver.until(() => receiver.arrived.strangers.length === 4);
    expect(receiver.arrived.strangers.at(-1)).toBe(first);
    // A barrier: the relay has handled the acknowledgement before this request.
    await get(socket, 'session:challenge', {});
    expect(await relay.store.strangersMail.peek(bob.id, { envelopes: 9, bytes: 99 })).toEqual([]);
  });

  it('that is always deferred is offered less and less often', async () => {
    const { bob, mallory, relay, connect } = await setUp();
    const { receiver, socket } = await connect();
    receiver.deferring = Number.POSITIVE_INFINITY;
    await write(mallory, bob);
    await receiver.until(() => receiver.arrived.strangers.length === 1);
    // A barrier: the relay has handled the acknowledgement.
    await get(socket, 'session:challenge', {});
    const minutes: number[] = [];
    for (let minute = 1; minute <= 16; minute++) {
      const before = receiver.arrived.strangers.length;
      relay.clock.advance(DEFERRED_AGAIN_MS);
      await relay.relay.beat();
      // Barriers: what the heartbeat caused has arrived, and its acknowledgement, too.
      for (let n = 0; n < 2; n++) await get(socket, 'session:challenge', {});
      if (receiver.arrived.strangers.length > before) minutes.push(minute);
    }
    expect(minutes).toEqual([1, 3, 7, 15]);
  });

  it('that is deferred is offered again at the next sign-in', async () => {
    const { bob, mallory, connect } = await setUp();
    const { receiver, socket } = await connect();
    receiver.deferring = 1;
    const first = await write(mallory, bob);
    await receiver.until(() => receiver.arrived.strangers.length === 1);
    socket.disconnect();
    const again = await connect();
    await again.receiver.until(() => again.receiver.arrived.strangers.length === 1);
    expect(again.receiver.arrived.strangers).toEqual([first]);
  });

  it('waits for a client that does not acknowledge it, and contacts do not', async () => {
    const { bob, bundle, mallory, relay } = await setUp();
    const alice = await relay.visit('alice');
    const socket = await relay.connect();
    const contacts: string[] = [];
    const arrived = new Promise<void>((resolve) =>
      socket.on('mailbox:deliver', ({ lane, items }, ack) => {
        if (lane === 'strangers') return;
        contacts.push(...items.map((item) => idOf(new Uint8Array(item.envelope))));
        ack(ALL_STORED);
        if (contacts.length === 20) resolve();
      }),
    );
    await bob.signIn(socket, { bundle });
    await write(mallory, bob);
    const token = await bob.token(alice.person, { expires: relay.clock.time + 1000 });
    const sent = Array.from({ length: 20 }, () => envelope());
    for (const one of sent) {
      await get(alice.socket, 'message:send', { to: bob.identity, envelope: one, token });
    }
    await arrived;
    expect(contacts).toEqual(sent.map(idOf));
  });

  it('ends the connection of a client that acknowledges it wrongly, and is kept', async () => {
    const { bob, bundle, mallory, relay } = await setUp();
    const socket = await relay.connect();
    socket.on('mailbox:deliver', (_, ack) => (ack as (value: unknown) => void)({ deferred: [-1] }));
    await bob.signIn(socket, { bundle });
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    await write(mallory, bob);
    await closed;
    expect(await relay.store.strangersMail.peek(bob.id, { envelopes: 9, bytes: 99 })).toHaveLength(
      1,
    );
  });
});

describe.each([
  ['contacts', 'mailboxes'],
  ['strangers', 'strangersMail'],
] as const)('the lane of %s', (lane, mail) => {
  it('delivers at once what is queued at any moment while a delivery ends', async () => {
    for (let turns = 0; turns < 12; turns++) {
      let isLast = false;
      let queued: Promise<unknown> = Promise.resolve();
      const { bob, mallory, relay, connect } = await setUp(async (method, call) => {
        const reply = await call();
        if (method === `${mail}.acknowledge` && !isLast) {
          isLast = true;
          queued = (async () => {
            for (let turn = 0; turn < turns; turn++) await undefined;
            await enqueue('late');
          })();
        }
        return reply;
      });
      const enqueue = (id: string): Promise<unknown> => {
        const sent = { from: mallory.person.id, id: utf8(id), envelope: envelope() };
        return relay.store[mail].enqueue(bob.id, sent);
      };
      const { receiver, socket } = await connect();
      await enqueue('first');
      await receiver.until(() => receiver.arrived[lane].length === 1);
      // Barriers: the relay has handled the acknowledgement, and has sent what it then delivers.
      await get(socket, 'session:challenge', {});
      await queued;
      await get(socket, 'session:challenge', {});
      expect([turns, receiver.arrived[lane].length]).toEqual([turns, 2]);
    }
  });
});
