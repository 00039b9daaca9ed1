import {
  ALL_STORED,
  ask,
  connectTo,
  get,
  type TestSocket,
} from '../../../src/backend/testing/client.ts';
import {
  beginReceiving,
  type ReceivingChain,
  takeKey,
} from '../../../src/client/inbound/receiving-chain.ts';
import { newId } from '../../../src/client/outbound/outbox.ts';
import type { SendingChain } from '../../../src/client/outbound/sending-chain.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { openMessage } from '../../../src/crypto/message.ts';
import { openOffer } from '../../../src/crypto/offer.ts';
import { signProof } from '../../../src/crypto/proof.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import { NOTICES, type Notice, parseWire, type Reply } from '../../../src/protocol/events.ts';
import {
  type ChatRecord,
  decodeRecord,
  encodeRecord,
  type RecordBody,
} from '../../../src/protocol/record.ts';
import { Forger } from '../hostile-relay/forger.ts';

const NO_PREV = new Uint8Array(32);
const UNORDERED: ReadonlySet<string> = new Set([
  ...['receipt', 'decryption-failure', 'fork', 'typing'],
  ...['file-request', 'file-part', 'file-cancel'],
]);

/** The state of a stream. */
interface Stream {
  readonly id: Bytes;
  seq: number;
  prev: Bytes;
}

/**
 * A person with valid keys and a connection to the real relay, who sends arbitrary records, most of
 * which the real client would not send. Replies are opened.
 */
export class RawPeer {
  readonly forger: Forger;
  readonly socket: TestSocket;
  /** Sizes of all received envelopes, in order. */
  readonly envelopes: number[] = [];
  /** The records of those that opened. */
  readonly records: ChatRecord[] = [];
  /** The relay's reply to each envelope that was sent. */
  readonly acks: Reply<'message:send'>[] = [];
  clock = 0;
  /** The token that it shows to the relay from now on. */
  token: Bytes | undefined;
  #stream: Stream = { id: randomBytes(16), seq: 0, prev: NO_PREV };
  readonly #chains = new Map<string, ReceivingChain>();
  readonly #sending = new Map<string, SendingChain>();
  readonly #waiting = new Set<() => void>();
  #reading: Promise<unknown> = Promise.resolve();

  private constructor(forger: Forger, socket: TestSocket) {
    this.forger = forger;
    this.socket = socket;
    socket.on('mailbox:deliver', (notice, ack) => {
      const { items } = parseWire(NOTICES['mailbox:deliver'], notice);
      this.#reading = this.#reading.then(() => this.#read(items));
      ack(ALL_STORED);
    });
  }

  /**
   * Signs a new person in at a relay.
   * @param same whose sealing keys to reuse
   * @param localAddress the address of this computer to connect from
   */
  static async enter(
    name: string,
    address: string,
    same?: RawPeer,
    localAddress = '127.0.0.1',
  ): Promise<RawPeer> {
    const { host, port } = new URL(address);
    const forger = await Forger.create(name, same?.forger);
    const socket = connectTo(Number(port), { localAddress });
    const { nonce } = await get(socket, 'session:challenge', {});
    const { identity, bytes: bundle, verified } = forger.party;
    const proof = { host, nonce, name, identity: identity.public, bundleDigest: verified.digest };
    const signature = await signProof('sign-in', proof, identity.private);
    const peer = new RawPeer(forger, socket);
    await get(socket, 'session:sign-in', { host, bundle, signature });
    return peer;
  }

  get id(): string {
    return this.forger.id;
  }

  /** The newest token in the records that it received. */
  get received(): Bytes | undefined {
    const tokens = this.records.flatMap(({ body }) =>
      'token' in body && body.token !== undefined ? [fromBase64url(body.token)] : [],
    );
    return tokens.at(-1);
  }

  /** From now on records are part of another stream. */
  newStream(): void {
    this.#stream = { id: randomBytes(16), seq: 0, prev: NO_PREV };
  }

  get stream(): string {
    return toBase64url(this.#stream.id);
  }

  /**
   * Sends a record: an ordered one is the next of the stream, unless its parts say otherwise. A text gets
   * an id. Returns its place in the stream.
   */
  async send(
    to: string,
    body: RecordBody | { readonly type: string },
    parts: Partial<ChatRecord> = {},
  ): Promise<number> {
    const stream = this.#stream;
    const isOrdered = !UNORDERED.has(body.type);
    const place = isOrdered
      ? { seq: stream.seq + 1, prev: stream.prev }
      : { seq: 0, prev: NO_PREV };
    this.clock++;
    const record = encodeRecord({
      stream: stream.id,
      clock: this.clock,
      sent: Date.now(),
      ...place,
      body: { ...(body.type === 'text' ? { id: newId() } : {}), ...body } as RecordBody,
      ...parts,
    });
    if (isOrdered && parts.seq === undefined) {
      stream.seq++;
      stream.prev = await sha256(record);
    }
    await this.sendRecord(to, record);
    return place.seq;
  }

  /** The next record to a person begins another chain. */
  endChain(to: string): void {
    this.#sending.delete(to);
  }

  /** Sends the bytes of a record, with the token that this peer shows. */
  async sendRecord(to: string, record: Bytes): Promise<void> {
    const chain = await this.#chainTo(to);
    const envelope = await chain.seal(record);
    const { token } = this;
    const shown = token === undefined ? {} : { token };
    const request = { to: fromBase64url(to), envelope, ...shown };
    this.acks.push(await ask(this.socket, 'message:send', request));
  }

  /** Waits for a received record. */
  async until<T>(look: () => T | undefined | false): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  close(): void {
    this.socket.disconnect();
  }

  async #chainTo(to: string): Promise<SendingChain> {
    const known = this.#sending.get(to);
    if (known !== undefined) return known;
    const { bundle } = await get(this.socket, 'directory:bundle', { identity: fromBase64url(to) });
    const chain = await this.forger.chainTo(bundle);
    this.#sending.set(to, chain);
    return chain;
  }

  async #read(items: Notice<'mailbox:deliver'>['items']): Promise<void> {
    for (const { envelope } of items) {
      this.envelopes.push(envelope.length);
      const record = await this.#open(envelope);
      if (record !== undefined) this.records.push(record);
    }
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /**
   * Nothing when it was opened before. All own ML-KEM keys, reply keys too, are the one of the bundle.
   */
  async #open(bytes: Bytes): Promise<ChatRecord | undefined> {
    const envelope = decodeEnvelope(bytes);
    const id = toBase64url(envelope.chainId);
    const { sealing, kem } = this.forger.party;
    const keys = { rsa: sealing.private, kemSeed: kem.seed };
    const chain =
      this.#chains.get(id) ??
      (envelope.offer && beginReceiving(await openOffer(envelope.offer, envelope.chainId, keys)));
    if (chain === undefined)
      throw new TypeError('an envelope of an unknown chain, without its offer');
    const taken = await takeKey(chain, envelope.n);
    if (taken === undefined) return undefined;
    this.#chains.set(id, taken.chain);
    const record = decodeRecord(await openMessage(taken.key, envelope));
    this.clock = Math.max(this.clock, record.clock);
    return record;
  }
}
