import { Encoder as MessagePackEncoder } from '@msgpack/msgpack';
import * as msgpack from 'socket.io-msgpack-parser';
import { PACKET_MAX_DEPTH } from '../../protocol/limits.ts';
import { checkMessagePack } from '../../protocol/message-pack.ts';
import { framed } from './websocket-frame.ts';

class Encoder {
  readonly #encoder = new MessagePackEncoder({ ignoreUndefined: true });

  encode(packet: object): Buffer[] {
    return [framed(this.#encoder.encodeSharedRef(packet))];
  }
}

class Decoder extends msgpack.Decoder {
  /** @throws Error for anything but one valid packet; Socket.IO then closes the connection */
  override add(frame: unknown): void {
    if (!(frame instanceof Uint8Array)) throw new TypeError('not a binary frame');
    checkMessagePack(frame, PACKET_MAX_DEPTH);
    super.add(frame);
  }
}

/** Socket.IO's MessagePack parser, with a check of each frame before it is decoded (ADR 3). */
export const packetParser = { ...msgpack, Encoder, Decoder };
