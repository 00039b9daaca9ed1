import * as msgpack from 'socket.io-msgpack-parser';
import { PACKET_MAX_DEPTH } from '../protocol/limits.ts';
import { checkMessagePack } from '../protocol/message-pack.ts';

/**
 * Bytes as Buffers, absent fields left out. The encoder writes a Buffer as MessagePack's `bin`, and
 * any other view as an extension of its own that its browser half does not read.
 */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(present.map(([key, field]) => [key, plain(field)]));
}

class Encoder {
  readonly #encoder = new msgpack.Encoder();

  encode(packet: object): unknown {
    return this.#encoder.encode(plain(packet));
  }
}

class Decoder extends msgpack.Decoder {
  /** @throws Error for anything but one sound packet; Socket.IO then closes the connection */
  override add(frame: unknown): void {
    if (!(frame instanceof Uint8Array)) throw new TypeError('not a binary frame');
    checkMessagePack(frame, PACKET_MAX_DEPTH);
    super.add(frame);
  }
}

/** Socket.IO's MessagePack parser, with a check of each frame before it is decoded (ADR 3). */
export const wireParser = { ...msgpack, Encoder, Decoder };
