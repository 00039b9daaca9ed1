import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ask } from '../testing/client.ts';
import { envelope, TestPerson } from '../testing/person.ts';
import { idOf, Returning, send, unique } from '../testing/receiver.ts';
import type { TestRelay } from '../testing/relay.ts';

/** Two relays with one store, or one relay twice. */
export interface DeliveryFixture {
  /** Where senders connect. */
  readonly senders: TestRelay;
  /** Where receivers connect. */
  readonly receivers: TestRelay;
  stop(): Promise<void>;
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
