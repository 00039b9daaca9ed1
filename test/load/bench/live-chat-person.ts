import * as msgpack from 'socket.io-msgpack-parser';
import * as v from 'valibot';
import { TestPerson } from '../../../src/backend/testing/person.ts';
import { ReceiptTimer } from '../../../src/client/conversation/receipt-timer.ts';
import { systemClock } from '../../../src/client/scheduling/clock.ts';
import { type Bytes, fromBase64url } from '../../../src/protocol/bytes.ts';
import {
  parseWire,
  REQUESTS,
  type Request,
  type RequestName,
} from '../../../src/protocol/events.ts';
import { CHAIN_MAX_ENVELOPES, CHAIN_OFFER_ENVELOPES } from '../../../src/protocol/limits.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/version.ts';
import { Caller } from './caller.ts';
import type { Person, Seat } from './person.ts';
import { type EnvelopeKind, readSample, Stamp, sampleEnvelope } from './sample-envelope.ts';

const PING = '2';
const PONG = '3';
const { CONNECT, EVENT, ACK } = msgpack.PacketType;

/** A reply to a request from before the traffic began. */
const REPLY = v.object({ ok: v.literal(true), data: v.unknown() });

interface Packet {
  readonly type: number;
  readonly data: readonly unknown[];
  readonly id?: number;
}

const encoder = new msgpack.Encoder();
const decoder = new msgpack.Decoder();
let decoded: Packet | undefined;
decoder.on('decoded', (packet: Packet) => {
  decoded = packet;
});

function encode(packet: object): Buffer {
  const [frame] = encoder.encode({ nsp: '/', ...packet }) as unknown as readonly Uint8Array[];
  return Buffer.from(frame ?? []);
}

function decode(frame: Uint8Array): Packet {
  decoder.add(frame);
  if (decoded === undefined) throw new TypeError('not a packet');
  return decoded;
}

/** Any id will do: a person has one open request at a time, or does not need to match replies. */
const requestOf = (event: RequestName, request: object): Buffer =>
  encode({ type: EVENT, data: [event, request], id: 1 });

async function ask<E extends RequestName>(caller: Caller, event: E, request: Request<E>) {
  caller.send(requestOf(event, request));
  for (;;) {
    const frame = await caller.next();
    if (typeof frame === 'string') {
      caller.send(PONG);
      continue;
    }
    const packet = decode(frame);
    if (packet.type !== ACK) continue;
    const reply = v.safeParse(REPLY, packet.data[0]);
    if (!reply.success) throw new Error(`${event}: ${JSON.stringify(packet.data[0])}`);
    return parseWire<(typeof REQUESTS)[E]['reply']>(REQUESTS[event].reply, reply.output.data);
  }
}

/** What a person's client sends besides messages. */
export type Habits = 'texts-only' | 'with-receipts-and-offers';

/** How long a chain lasts once the peer has started one with its reply key. */
const CHAIN_ENVELOPES = CHAIN_MAX_ENVELOPES / 2;

/**
 * Sends sealed envelopes to each peer, one chain after the other; the first ones of a chain carry
 * its offer.
 */
class Hand {
  readonly #caller: Caller;
  readonly #habits: Habits;
  readonly #stamps = new Map<string, Stamp>();
  readonly #sent = new Map<string, number>();
  /** The contact tokens by their owner. */
  readonly tokens = new Map<string, Buffer>();

  constructor(caller: Caller, habits: Habits) {
    this.#caller = caller;
    this.#habits = habits;
  }

  write(kind: EnvelopeKind, to: string, serial: number): void {
    // Chains have different ages when the measurement begins.
    const sent = this.#sent.get(to) ?? Math.floor(Math.random() * CHAIN_ENVELOPES);
    this.#sent.set(to, sent + 1);
    const hasOffer =
      this.#habits !== 'texts-only' && sent % CHAIN_ENVELOPES < CHAIN_OFFER_ENVELOPES;
    this.#caller.send(this.#stamp(kind, to, hasOffer).copy(serial));
  }

  #stamp(kind: EnvelopeKind, to: string, hasOffer: boolean): Stamp {
    const key = `${kind} ${to} ${hasOffer}`;
    const known = this.#stamps.get(key);
    if (known !== undefined) return known;
    const envelope = Buffer.from(sampleEnvelope(kind, hasOffer));
    const token = this.tokens.get(to);
    const request = { to: Buffer.from(fromBase64url(to)), envelope };
    const packet = requestOf('message:send', token === undefined ? request : { ...request, token });
    const stamp = new Stamp(packet, kind);
    this.#stamps.set(key, stamp);
    return stamp;
  }
}

/** The identity that somebody signs in with. */
interface Profile {
  readonly person: TestPerson;
  readonly bundle: Bytes;
}

async function createProfile(index: number): Promise<Profile> {
  const person = await TestPerson.create(`bench ${index}`);
  return { person, bundle: await person.bundle() };
}

/** A signed-in person of Live Chat who sends hand-made packets. Each delivery is acknowledged. */
export class LiveChatPerson implements Person {
  readonly caller: Caller;
  readonly id: string;
  readonly #profile: Profile;
  readonly #hand: Hand;
  readonly #habits: Habits;
  readonly #onArrival: (serial: number) => void;
  #partner: string | undefined;
  #receipts: ReceiptTimer | undefined;
  #read = 0;
  #serial = 0;
  #acknowledged = 0;

  private constructor(caller: Caller, profile: Profile, habits: Habits, { onArrival }: Seat) {
    this.caller = caller;
    this.#profile = profile;
    this.id = profile.person.id;
    this.#habits = habits;
    this.#onArrival = onArrival;
    this.#hand = new Hand(caller, habits);
    caller.listen((frame) => this.#hear(frame));
  }

  /** @param before the same person on an earlier connection */
  static async connect(
    seat: Seat,
    habits: Habits,
    before?: LiveChatPerson,
  ): Promise<LiveChatPerson> {
    const host = `127.0.0.1:${seat.port}`;
    const url = `ws://${host}/socket.io/?EIO=4&transport=websocket`;
    const caller = await Caller.open(url, seat.index);
    await caller.next();
    caller.send(encode({ type: CONNECT, data: { protocol: PROTOCOL_VERSION } }));
    await caller.next();
    const { person, bundle } =
      before === undefined ? await createProfile(seat.index) : before.#profile;
    const { nonce } = await ask(caller, 'session:challenge', {});
    const signature = await person.prove('sign-in', { host, nonce, bundle, name: person.name });
    await ask(caller, 'session:sign-in', {
      host,
      bundle: Buffer.from(bundle),
      signature: Buffer.from(signature),
    });
    return new LiveChatPerson(caller, { person, bundle }, habits, seat);
  }

  /** They become contacts: each gives the other a token. */
  async meet(other: Person): Promise<void> {
    this.#partner = other.id;
    if (!(other instanceof LiveChatPerson)) return;
    await Promise.all([this.#getToken(other), other.#getToken(this)]);
  }

  async #getToken(owner: LiveChatPerson): Promise<void> {
    const token = await owner.#profile.person.contactToken(this.#profile.person, Date.now());
    this.#hand.tokens.set(owner.id, Buffer.from(token));
  }

  send(serial: number): void {
    if (this.#partner !== undefined) this.#hand.write('text', this.#partner, serial);
  }

  /** How many requests the relay has acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  openLobby(): void {
    this.caller.send(requestOf('lobby:open', { prefix: '' }));
  }

  #hear(frame: string | Buffer): void {
    if (frame === PING) this.caller.send(PONG);
    if (typeof frame === 'string') return;
    const { type, data, id } = decode(frame);
    if (type === EVENT && data[0] === 'mailbox:deliver') this.#take(data[1], id);
    if (type !== ACK) return;
    checkReply(data[0]);
    this.#acknowledged++;
  }

  #take(notice: unknown, id: number | undefined): void {
    this.caller.send(encode({ type: ACK, data: [{ deferred: [] }], id }));
    const { items } = notice as { items: readonly { from: Buffer; envelope: Buffer }[] };
    for (const { from, envelope } of items) {
      const { kind, serial } = readSample(envelope);
      if (kind === 'receipt') continue;
      this.#onArrival(serial);
      if (this.#habits !== 'texts-only') this.#acknowledge(from.toString('base64url'));
    }
  }

  /** As a client whose user reads everything at once. */
  #acknowledge(from: string): void {
    this.#read++;
    this.#receipts ??= new ReceiptTimer(systemClock, () => {
      this.#hand.write('receipt', from, this.#serial++);
      this.#receipts?.noteSent({ read: this.#read });
    });
    this.#receipts.schedule({ read: this.#read });
  }
}

/** A relay that rejects requests cannot be measured. @throws Error */
function checkReply(reply: unknown): void {
  if (!v.is(REPLY, reply)) throw new Error(`rejected: ${JSON.stringify(reply)}`);
}
