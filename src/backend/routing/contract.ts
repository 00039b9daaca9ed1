import { randomInt } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { envelopeIdOf } from '../../protocol/envelope.ts';
import { NOTICES, parseWire } from '../../protocol/events.ts';
import { ALL_STORED, ask, type ConnectOptions, get, type TestSocket } from '../testing/client.ts';
import { asContact, envelope, TestPerson } from '../testing/person.ts';
import type { TestRelay, Visitor } from '../testing/relay.ts';

/** Two relays with one store, or one relay twice. */
export interface DeliveryFixture {
  /** Where senders connect. */
  readonly senders: TestRelay;
  /** Where receivers connect. */
  readonly receivers: TestRelay;
  stop(): Promise<void>;
}

const idOf = (bytes: Bytes): string => toBase64url(envelopeIdOf(bytes));

/** The tests share stores, in which a name is held for days. */
const unique = (name: string): string => `${name} ${crypto.randomUUID().slice(0, 8)}`;

/** Each connection has its own address, because sign-ins of one address are limited. */
const fromSomewhere = (): ConnectOptions => ({
  headers: { 'x-forwarded-for': `10.${[1, 2, 3].map(() => randomInt(256)).join('.')}` },
});

/** A client that acknowledges deliveries on request. */
class Receiver {
  readonly socket: TestSocket;
  #owed: (() => void)[] = [];
  #isAcknowledging: boolean;
  #listeners: (() => void)[] = [];

  constructor(socket: TestSocket, onEnvelope: (id: string) => void, isAcknowledging: boolean) {
    this.socket = socket;
    this.#isAcknowledging = isAcknowledging;
    socket.on('mailbox:deliver', (value, ack) => {
      const { items } = parseWire(NOTICES['mailbox:deliver'], value);
      for (const item of items) onEnvelope(idOf(item.envelope));
      if (this.#isAcknowledging) ack(ALL_STORED);
      else this.#owed.push(() => ack(ALL_STORED));
      for (const listener of this.#listeners.splice(0)) listener();
    });
  }

  /** Acknowledges everything so far and from now on. */
  acknowledge(): void {
    this.#isAcknowledging = true;
    for (const ack of this.#owed.splice(0)) ack();
  }

  /** Acknowledges nothing from now on. */
  stall(): void {
    this.#isAcknowledging = false;
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }
}

/** A person who can connect repeatedly with one bundle. */
class Returning {
  readonly person: TestPerson;
  /** Ids of the received envelopes, in the order of their first arrival. */
  readonly received = new Set<string>();
  /** How many envelopes came in all, repeats included. */
  arrivals = 0;
  readonly #home: TestRelay;
  readonly #bundle: Bytes;

  private constructor(person: TestPerson, home: TestRelay, bundle: Bytes) {
    this.person = person;
    this.#home = home;
    this.#bundle = bundle;
  }

  static async create(name: string, relay: TestRelay): Promise<Returning> {
    const person = await TestPerson.create(name);
    return new Returning(person, relay, await person.bundle());
  }

  async receive({ acknowledging = true, at = this.#home } = {}): Promise<Receiver> {
    const socket = await at.connect(fromSomewhere());
    const receiver = new Receiver(
      socket,
      (id) => {
        this.received.add(id);
        this.arrivals++;
      },
      acknowledging,
    );
    await this.person.signIn(socket, { bundle: this.#bundle });
    return receiver;
  }
}

async function send({ socket }: Visitor, to: Bytes, sent: Bytes): Promise<void> {
  await get(socket, 'message:send', await asContact(socket, { to, envelope: sent }));
}

/**
 * The guarantees of delivery on every route.
 * @param expectWay checks the routes of four envelopes that were sent one after the other
 */
export function describeDelivery(
  title: string,
  start: () => Promise<DeliveryFixture>,
  expectWay: (fixture: DeliveryFixture) => Promise<void>,
): void {
  let fixture: DeliveryFixture;
  const open = (): DeliveryFixture => fixture;
  beforeEach(async () => {
    fixture = await start();
  });
  afterEach(() => fixture.stop());

  describe(`delivery ${title}`, () => {
    it('uses the route under test', async () => {
      const alice = await open().senders.visit(unique('alice'));
      const bob = await Returning.create(unique('bob'), open().receivers);
      const receiver = await bob.receive();
      for (let count = 0; count < 4; count++) await send(alice, bob.person.identity, envelope());
      await receiver.until(() => bob.received.size === 4);
      await expectWay(open());
    });

    it('keeps the order of one sender, even for envelopes that are sent at the same time', async () => {
      const alice = await open().senders.visit(unique('alice'));
      const bob = await Returning.create(unique('bob'), open().receivers);
      const receiver = await bob.receive();
      const sent = Array.from({ length: 100 }, () => envelope());
      await Promise.all(sent.map((one) => send(alice, bob.person.identity, one)));
      await receiver.until(() => bob.received.size === sent.length);
      expect([...bob.received]).toEqual(sent.map(idOf));
    });

    it('reports success to the sender only for what survives the end of the connection', async () => {
      const alice = await open().senders.visit(unique('alice'));
      const bob = await Returning.create(unique('bob'), open().receivers);
      const warm = envelope();
      const first = await bob.receive();
      await send(alice, bob.person.identity, warm);
      await first.until(() => bob.received.size === 1);
      const silent = await bob.receive({ acknowledging: false });
      const sent = Array.from({ length: 10 }, () => envelope());
      await Promise.all(sent.map((one) => send(alice, bob.person.identity, one)));
      silent.socket.disconnect();
      const next = await bob.receive();
      await next.until(() => bob.received.size > sent.length);
      expect([...bob.received]).toEqual([warm, ...sent].map(idOf));
    });

    it('delivers the largest envelopes', async () => {
      const alice = await open().senders.visit(unique('alice'));
      const bob = await Returning.create(unique('bob'), open().receivers);
      const receiver = await bob.receive();
      const sent = Array.from({ length: 12 }, () => envelope(72 * 1024 - 70));
      await Promise.all(sent.map((one) => send(alice, bob.person.identity, one)));
      await receiver.until(() => bob.received.size === sent.length);
      expect([...bob.received]).toEqual(sent.map(idOf));
    });

    it('to a receiver who never acknowledges does not delay another one', async () => {
      const alice = await open().senders.visit(unique('alice'));
      const [bob, carol] = await Promise.all(
        ['bob', 'carol'].map((name) => Returning.create(unique(name), open().receivers)),
      );
      if (bob === undefined || carol === undefined) throw new Error('two people are needed');
      await bob.receive({ acknowledging: false });
      const receiver = await carol.receive();
      const stuck = Array.from({ length: 40 }, () => send(alice, bob.person.identity, envelope()));
      const sent = Array.from({ length: 20 }, () => envelope());
      await Promise.all(sent.map((one) => send(alice, carol.person.identity, one)));
      await receiver.until(() => carol.received.size === sent.length);
      await Promise.all(stuck);
    });

    it('does not repeat what a slow client acknowledges in the end', async () => {
      const alice = await open().senders.visit(unique('alice'));
      const bob = await Returning.create(unique('bob'), open().receivers);
      const client = await bob.receive();
      await send(alice, bob.person.identity, envelope());
      await client.until(() => bob.received.size === 1);
      for (let round = 0; round < 3; round++) {
        client.stall();
        // Succeeds although the client acknowledges nothing: the mailbox has them.
        await Promise.all(
          Array.from({ length: 3 }, () => send(alice, bob.person.identity, envelope())),
        );
        client.acknowledge();
        await send(alice, bob.person.identity, envelope());
        await client.until(() => bob.received.size === 1 + 4 * (round + 1));
      }
      expect(bob.arrivals).toBe(13);
    });

    it('rejects envelopes to unknown people', async () => {
      const alice = await open().senders.visit(unique('alice'));
      const to = (await TestPerson.create('nobody')).identity;
      expect(await ask(alice.socket, 'message:send', { to, envelope: envelope() })).toMatchObject({
        error: { code: 'person-unknown' },
      });
    });

    it('keeps the order while the receiver stalls, disconnects, reconnects, takes over and changes pods', async () => {
      await fc.assert(
        fc.asyncProperty(anySchedule, (schedule) => keepsOrder(open(), schedule)),
        {
          numRuns: 8,
        },
      );
    });
  });
}

type Step = 'send' | 'burst' | 'stall' | 'acknowledge' | 'leave' | 'return' | 'move';

const anySchedule = fc.array(
  fc.constantFrom<Step>(
    'send',
    'send',
    'burst',
    'burst',
    'stall',
    'acknowledge',
    'leave',
    'return',
    'move',
  ),
  { minLength: 4, maxLength: 14 },
);

/** No envelope is lost, and none arrives for the first time after one that was sent later. */
async function keepsOrder(
  { senders, receivers }: DeliveryFixture,
  schedule: readonly Step[],
): Promise<void> {
  const alice = await senders.visit(unique('alice'));
  const bob = await Returning.create(unique('bob'), receivers);
  let receiver = await bob.receive();
  const sent: string[] = [];
  const acks: Promise<void>[] = [];
  const put = (): void => {
    const one = envelope();
    sent.push(idOf(one));
    acks.push(send(alice, bob.person.identity, one));
  };
  const come = async (acknowledging: boolean, at = receivers): Promise<void> => {
    receiver = await bob.receive({ acknowledging, at });
  };
  for (const step of schedule) {
    if (step === 'send') {
      put();
      await acks.at(-1);
    }
    if (step === 'burst') for (let count = 0; count < 5; count++) put();
    if (step === 'stall') await come(false);
    if (step === 'acknowledge') receiver.acknowledge();
    if (step === 'leave') receiver.socket.disconnect();
    if (step === 'return') await come(true);
    if (step === 'move') await come(true, senders);
  }
  await come(true);
  await Promise.all(acks);
  await receiver.until(() => bob.received.size >= sent.length);
  expect([...bob.received]).toEqual(sent);
  alice.socket.disconnect();
  receiver.socket.disconnect();
}
