import * as msgpack from 'socket.io-msgpack-parser';
import { PACKET_MAX_DEPTH } from '../protocol/limits.ts';
import { checkMessagePack } from '../protocol/message-pack.ts';
import { wireValue } from '../protocol/wire-value.ts';

/** In a browser the encoder writes it as bytes; in Node, as an extension that the relay reads as well. */
const asArrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

class Encoder {
  readonly #encoder = new msgpack.Encoder();

  /** The frames of a packet. */
  encode(packet: unknown): unknown {
    return this.#encoder.encode(wireValue(packet, asArrayBuffer));
  }
}

const bytesOf = (frame: unknown): Uint8Array => {
  if (frame instanceof Uint8Array) return frame;
  if (frame instanceof ArrayBuffer) return new Uint8Array(frame);
  throw new TypeError('not a binary frame');
};

class Decoder extends msgpack.Decoder {
  /** @throws Error for anything but one sound packet; Socket.IO then closes the connection */
  override add(frame: unknown): void {
    checkMessagePack(bytesOf(frame), PACKET_MAX_DEPTH);
    super.add(frame);
  }
}

/**
 * Socket.IO's MessagePack parser for a client, with a check of each frame before it is decoded: a
 * hostile relay must not freeze a page (docs/adr/0003-msgpack-on-the-socket.md).
 */
export const wireParser = { ...msgpack, Encoder, Decoder };
