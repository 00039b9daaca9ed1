import msgpack from 'socket.io-msgpack-parser';
import { PACKET_MAX_DEPTH } from '../../protocol/limits.ts';
import { checkMessagePack } from '../../protocol/message-pack.ts';

/**
 * The encoder writes it as bytes in browsers, and in Node as an extension, which the relay accepts,
 * too.
 */
const asArrayBuffer = (bytes: Uint8Array): ArrayBuffer =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? bytes.buffer
    : new Uint8Array(bytes).buffer;

/** A value for the encoder: byte strings as array buffers, absent fields left out. */
function wireValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return asArrayBuffer(value);
  if (Array.isArray(value)) return value.map(wireValue);
  // Without a prototype no field name is special.
  const present: Record<string, unknown> = Object.create(null);
  for (const [key, field] of Object.entries(value)) {
    if (field !== undefined) present[key] = wireValue(field);
  }
  return present;
}

class Encoder {
  readonly #encoder = new msgpack.Encoder();

  /** The frames of a packet. */
  encode(packet: unknown): unknown {
    return this.#encoder.encode(wireValue(packet));
  }
}

const bytesOf = (frame: unknown): Uint8Array => {
  if (frame instanceof Uint8Array) return frame;
  if (frame instanceof ArrayBuffer) return new Uint8Array(frame);
  throw new TypeError('not a binary frame');
};

class Decoder extends msgpack.Decoder {
  /** @throws Error unless it is exactly one valid packet; Socket.IO then closes the connection */
  override add(frame: unknown): void {
    checkMessagePack(bytesOf(frame), PACKET_MAX_DEPTH);
    super.add(frame);
  }
}

/**
 * Socket.IO's MessagePack parser for a client, with a check of each frame before it is decoded: a
 * hostile relay must not freeze a page (docs/adr/0003-msgpack-on-the-socket.md).
 */
export const packetParser = { ...msgpack, Encoder, Decoder };
