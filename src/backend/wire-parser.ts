import * as msgpack from 'socket.io-msgpack-parser';
import { PACKET_MAX_DEPTH } from '../protocol/limits.ts';
import { checkMessagePack } from '../protocol/message-pack.ts';
import { wireValue } from '../protocol/wire-value.ts';

/** The encoder writes a Buffer as bytes, and any other view as an extension that browsers do not read. */
const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

class Encoder {
  readonly #encoder = new msgpack.Encoder();

  encode(packet: object): unknown {
    return this.#encoder.encode(wireValue(packet, asBuffer));
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
