import * as msgpack from 'socket.io-msgpack-parser';
import type { PersonId } from '../../store/store.ts';

/** `message:send`, acknowledged with an id. */
export interface SendPacket extends SendPayload {
  readonly kind: 'send';
  readonly id: number;
}

interface SendPayload {
  readonly to: PersonId;
  /** A view of the frame. */
  readonly envelope: Buffer<ArrayBuffer>;
  /** The bytes of the token as Latin-1, which are compared more quickly than as bytes. */
  readonly token: string | undefined;
}

/** The acknowledgement of a delivery of which nothing was deferred. */
export interface StoredPacket {
  readonly kind: 'stored';
  readonly id: number;
}

export type FrequentPacket = SendPacket | StoredPacket;

const { EVENT, ACK } = msgpack.PacketType;

/** MessagePack of a text of less than 32 bytes. */
const text = (value: string): Buffer => Buffer.from([0xa0 + value.length, ...Buffer.from(value)]);

const FIELDS = { type: text('type'), data: text('data'), id: text('id') };
const NAMESPACE = Buffer.concat([text('nsp'), text('/')]);
/** What socket.io-client adds to each event. */
const OPTIONS = Buffer.concat([
  text('options'),
  Buffer.of(0x81),
  text('compress'),
  Buffer.of(0xc3),
]);
const SEND = text('message:send');
const PAYLOAD = { to: text('to'), envelope: text('envelope'), token: text('token') };
/** `{ deferred: [] }` */
const NOTHING_DEFERRED = Buffer.concat([Buffer.of(0x81), text('deferred'), Buffer.of(0x90)]);

/** A value of another kind than the expected one. */
const OTHER = -1;

/** Reads MessagePack from front to back. */
class Cursor {
  readonly #frame: Buffer<ArrayBuffer>;
  #at = 0;

  constructor(frame: Buffer<ArrayBuffer>) {
    this.#frame = frame;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#frame.length;
  }

  /** Skips these bytes. @returns whether they come next */
  skip(bytes: Buffer): boolean {
    const frame = this.#frame;
    const at = this.#at;
    for (let index = 0; index < bytes.length; index++) {
      if (frame[at + index] !== bytes[index]) return false;
    }
    this.#at += bytes.length;
    return true;
  }

  /** The number of pairs of a map with less than 16. */
  map(): number {
    return this.#small(0x80);
  }

  /** The number of items of an array with less than 16. */
  array(): number {
    return this.#small(0x90);
  }

  /** An unsigned integer of up to 32 bits. */
  uint(): number {
    const prefix = this.#uint(1);
    if (prefix < 0x80) return prefix;
    return prefix >= 0xcc && prefix <= 0xce ? this.#uint(2 ** (prefix - 0xcc)) : OTHER;
  }

  /** Bytes, as a view. */
  bin(): Buffer<ArrayBuffer> | undefined {
    const length = this.#bin();
    return length < 0 ? undefined : this.#frame.subarray(this.#at - length, this.#at);
  }

  /** Bytes, as text. */
  text(encoding: 'latin1' | 'base64url'): string | undefined {
    const length = this.#bin();
    return length < 0 ? undefined : this.#frame.toString(encoding, this.#at - length, this.#at);
  }

  /** Skips bytes. A client in Node writes them as an extension of type 0. @returns their number */
  #bin(): number {
    const prefix = this.#uint(1);
    if (prefix < 0xc4 || prefix > 0xc9) return OTHER;
    const length = this.#uint(2 ** ((prefix - 0xc4) % 3));
    if (prefix >= 0xc7 && this.#uint(1) !== 0) return OTHER;
    if (length < 0 || this.#at + length > this.#frame.length) return OTHER;
    this.#at += length;
    return length;
  }

  #small(prefix: number): number {
    const size = this.#uint(1) - prefix;
    return size >= 0 && size < 16 ? size : OTHER;
  }

  #uint(bytes: number): number {
    const start = this.#at;
    if (start + bytes > this.#frame.length) return OTHER;
    this.#at += bytes;
    let value = 0;
    for (let at = start; at < this.#at; at++) value = value * 256 + (this.#frame[at] ?? 0);
    return value;
  }
}

const NOTHING = 'nothing deferred';

/**
 * Reads the packets of which a relay gets the most. It reads no other packet, and none that an
 * encoder would write in an unusual way: those are left to Socket.IO and its parser.
 */
export function readFrequentPacket(frame: Buffer<ArrayBuffer>): FrequentPacket | undefined {
  const cursor = new Cursor(frame);
  const fields = cursor.map();
  let hasNamespace = false;
  let expected = 4;
  let type = OTHER;
  let id = OTHER;
  let data: SendPayload | typeof NOTHING | undefined;
  for (let left = fields; left > 0; left--) {
    if (cursor.skip(FIELDS.type)) type = cursor.uint();
    else if (cursor.skip(FIELDS.data)) data = readData(cursor);
    else if (cursor.skip(FIELDS.id)) id = cursor.uint();
    else if (cursor.skip(NAMESPACE)) hasNamespace = true;
    else if (cursor.skip(OPTIONS)) expected = 5;
    else return undefined;
  }
  // So many fields, and none is missing: none is there twice.
  const isWhole = fields === expected && hasNamespace && id >= 0 && cursor.isAtEnd;
  if (!isWhole || data === undefined) return undefined;
  if (data === NOTHING) return type === ACK ? { kind: 'stored', id } : undefined;
  const { to, envelope, token } = data;
  return type === EVENT ? { kind: 'send', id, to, envelope, token } : undefined;
}

function readData(cursor: Cursor): SendPayload | typeof NOTHING | undefined {
  const items = cursor.array();
  if (items === 1) return cursor.skip(NOTHING_DEFERRED) ? NOTHING : undefined;
  return items === 2 && cursor.skip(SEND) ? readPayload(cursor) : undefined;
}

function readPayload(cursor: Cursor): SendPayload | undefined {
  const fields = cursor.map();
  let to: PersonId | undefined;
  let envelope: Buffer<ArrayBuffer> | undefined;
  let token: string | undefined;
  for (let left = fields; left > 0; left--) {
    if (cursor.skip(PAYLOAD.to)) to = cursor.text('base64url');
    else if (cursor.skip(PAYLOAD.envelope)) envelope = cursor.bin();
    else if (cursor.skip(PAYLOAD.token)) token = cursor.text('latin1');
    else return undefined;
  }
  if (to === undefined || envelope === undefined) return undefined;
  return fields === (token === undefined ? 2 : 3) ? { to, envelope, token } : undefined;
}
