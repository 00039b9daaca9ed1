import { randomInt } from 'node:crypto';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { envelopeIdOf } from '../../protocol/envelope.ts';
import { NOTICES, parseWire } from '../../protocol/events.ts';
import { ALL_STORED, type ConnectOptions, get, type TestSocket } from './client.ts';
import { asContact, TestPerson } from './person.ts';
import type { TestRelay, Visitor } from './relay.ts';

/** The id of an envelope, as text. */
export const idOf = (bytes: Bytes): string => toBase64url(envelopeIdOf(bytes));

/** A name of its own: tests share stores, in which a name is held for days. */
export const unique = (name: string): string => `${name} ${crypto.randomUUID().slice(0, 8)}`;

/** Each connection has its own address, because sign-ins of one address are limited. */
const fromSomewhere = (): ConnectOptions => ({
  headers: { 'x-forwarded-for': `10.${[1, 2, 3].map(() => randomInt(256)).join('.')}` },
});

/** A client that acknowledges deliveries on request. */
export class Receiver {
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
export class Returning {
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

  /** Connects and signs in. */
  async receive({
    acknowledging = true,
    at = this.#home,
  }: {
    readonly acknowledging?: boolean;
    readonly at?: Pick<TestRelay, 'connect'>;
  } = {}): Promise<Receiver> {
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

/** Sends an envelope of a contact. @throws Error when the relay rejects it */
export async function send({ socket }: Visitor, to: Bytes, sent: Bytes): Promise<void> {
  await get(socket, 'message:send', await asContact(socket, { to, envelope: sent }));
}
