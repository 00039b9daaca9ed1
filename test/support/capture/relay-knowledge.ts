import * as v from 'valibot';
import { padmeLength } from '../../../src/crypto/padding.ts';
import { decodeBundle } from '../../../src/protocol/bundle.ts';
import { DELIVERY_ACK } from '../../../src/protocol/delivery-ack.ts';
import { decodeEnvelope, TAG_BYTES } from '../../../src/protocol/envelope.ts';
import { ERROR_CODES } from '../../../src/protocol/errors.ts';
import {
  NOTICES,
  type NoticeName,
  parseWire,
  REQUESTS,
  type RequestName,
} from '../../../src/protocol/events.ts';
import { RECORD_MIN_BYTES } from '../../../src/protocol/limits.ts';
import { decodePacket } from './readable.ts';

/** The frames of one socket, in order. */
export interface CapturedFrame {
  readonly direction: 'sent' | 'received';
  readonly socket: number;
  readonly bytes: Uint8Array;
}

/** What a relay could learn from some frames. */
export interface Knowledge {
  /** Packets that were decoded. */
  readonly packets: number;
  /** Every string in a field. */
  readonly texts: ReadonlySet<string>;
  /** Lengths of all ciphertexts, without their tags, in order. */
  readonly sealed: readonly number[];
  /** Anything that a relay must not learn according to docs/protocol.md. */
  readonly offences: readonly string[];
}

const CONNECT = 0;
const DISCONNECT = 1;
const EVENT = 2;
const ACK = 3;
const PACKET = v.strictObject({
  type: v.number(),
  nsp: v.literal('/'),
  id: v.optional(v.number()),
  data: v.optional(v.unknown()),
  /** Socket.IO's client sets this for every event. */
  options: v.optional(v.strictObject({ compress: v.literal(true) })),
});
const HELLO = v.union([
  v.strictObject({ protocol: v.number() }),
  v.strictObject({ sid: v.string() }),
]);
const REPLY = v.variant('ok', [
  v.strictObject({ ok: v.literal(true), data: v.unknown() }),
  v.strictObject({
    ok: v.literal(false),
    error: v.strictObject({
      code: v.picklist(ERROR_CODES),
      field: v.optional(v.string()),
      retryAfterMs: v.optional(v.number()),
      suggestion: v.optional(v.string()),
    }),
  }),
]);
/** Engine.IO's own frames are text: open, close, ping, pong, upgrade, noop. */
const ENGINE = /^(0\{"sid":"[\w-]+",[\w":,[\]]*\}|[1-6]|[23]probe)$/;

/** What one packet may be, given the earlier requests on its socket. */
class Reader {
  readonly texts = new Set<string>();
  readonly sealed: number[] = [];
  readonly #asked = new Map<string, RequestName>();
  packets = 0;

  /** @throws Error when the frame is more, or other, than what the document describes */
  read({ direction, socket, bytes }: CapturedFrame): void {
    if (ENGINE.test(Buffer.from(bytes).toString('latin1'))) return;
    const { type, id, data } = v.parse(PACKET, decodePacket(Buffer.from(bytes)));
    this.packets++;
    const place = `${socket}/${id}`;
    if (type === CONNECT) v.parse(HELLO, data);
    else if (type === DISCONNECT) v.parse(v.undefined(), data);
    else if (type === EVENT) this.#readEvent(direction, place, data);
    else if (type !== ACK) throw new TypeError(`a packet of type ${type}`);
    else if (direction === 'received') this.#readReply(place, data);
    // The client only confirms that a delivery is stored, and what it could not take.
    else v.parse(v.strictTuple([DELIVERY_ACK]), data);
  }

  #readEvent(direction: CapturedFrame['direction'], place: string, data: unknown): void {
    const [event, payload] = v.parse(v.strictTuple([v.string(), v.unknown()]), data);
    if (direction === 'sent') {
      const request = v.parse(v.picklist(Object.keys(REQUESTS) as RequestName[]), event);
      this.#asked.set(place, request);
      this.#look(parseWire(REQUESTS[request].request, payload));
    } else {
      const notice = v.parse(v.picklist(Object.keys(NOTICES) as NoticeName[]), event);
      this.#look(parseWire(NOTICES[notice], payload));
    }
  }

  #readReply(place: string, data: unknown): void {
    const asked = this.#asked.get(place);
    if (asked === undefined) throw new TypeError('a reply without a request');
    const [reply] = v.parse(v.strictTuple([REPLY]), data);
    if (reply.ok) this.#look(parseWire(REQUESTS[asked].reply, reply.data));
    else this.#look(reply.error.suggestion);
  }

  /** The schemas define names and lengths of fields; envelopes and bundles also have a layout. */
  #look(value: unknown, field = ''): void {
    if (typeof value === 'string') this.texts.add(value);
    else if (value instanceof Uint8Array) this.#lookAtBytes(value, field);
    else if (Array.isArray(value)) for (const each of value) this.#look(each, field);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) this.#look(each, name);
    }
  }

  #lookAtBytes(bytes: Uint8Array, field: string): void {
    if (field === 'bundle') this.texts.add(decodeBundle(bytes).name);
    if (field !== 'envelope') return;
    const length = decodeEnvelope(bytes).ciphertext.length - TAG_BYTES;
    this.sealed.push(length);
    if (length < RECORD_MIN_BYTES || padmeLength(length) !== length) {
      throw new RangeError(`a ciphertext of ${length} bytes, which is no step of Padmé`);
    }
  }
}

/** Reads frames like a relay that records everything. */
export function knowledgeFrom(frames: Iterable<CapturedFrame>): Knowledge {
  const reader = new Reader();
  const offences: string[] = [];
  for (const frame of frames) {
    try {
      reader.read(frame);
    } catch (error) {
      offences.push(String(error));
    }
  }
  const { packets, texts, sealed } = reader;
  return { packets, texts, sealed, offences };
}
