import * as msgpack from 'socket.io-msgpack-parser';

/**
 * Bytes as ArrayBuffers, absent fields left out: in a browser, what the MessagePack encoder writes
 * as bytes; in Node, an extension that the relay reads as well.
 */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value).buffer;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(present.map(([key, field]) => [key, plain(field)]));
}

class Encoder {
  readonly #encoder = new msgpack.Encoder();

  /** The frames of a packet. */
  encode(packet: unknown): unknown {
    return this.#encoder.encode(plain(packet));
  }
}

/** Socket.IO's MessagePack parser for a client (docs/adr/0003-msgpack-on-the-socket.md). */
export const wireParser = { ...msgpack, Encoder };
