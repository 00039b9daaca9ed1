import type { RelaySocket } from './relay-server.ts';

/** FIN and the opcode of a binary message (RFC 6455, section 5.2). */
const WHOLE_BINARY = 0x82;

/** What Engine.IO is about to send. */
interface Outgoing {
  readonly data?: unknown;
  readonly options: { wsPreEncodedFrame?: Buffer[] };
}

/** The frame of each payload that is being sent. */
const frames = new WeakMap<object, Buffer>();

/**
 * Copies a payload behind the header of its WebSocket frame (unmasked, as a server's are), so that both
 * are sent in one write. Over another transport the payload is sent without the header.
 */
export function framed(payload: Uint8Array): Buffer {
  const { length } = payload;
  const start = headerLength(length);
  const frame = Buffer.allocUnsafe(start + length);
  writeHeader(frame, length);
  frame.set(payload, start);
  const data = frame.subarray(start);
  frames.set(data, frame);
  return data;
}

/** Sends payloads that have a frame as they are: `ws` would write header and payload separately. */
export function sendFramed(conn: RelaySocket['conn']): void {
  conn.on('packetCreate', useFrame);
}

function useFrame({ data, options }: Outgoing): void {
  const frame = typeof data === 'object' && data !== null ? frames.get(data) : undefined;
  if (frame !== undefined) options.wsPreEncodedFrame = [frame];
}

/** Writes the header for a payload of so many bytes, which follows it. */
export function writeHeader(frame: Buffer, length: number): void {
  frame[0] = WHOLE_BINARY;
  if (length < 126) frame[1] = length;
  else if (length < 0x1_0000) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
}

/** Bytes of that header. */
export function headerLength(payload: number): number {
  if (payload < 126) return 2;
  return payload < 0x1_0000 ? 4 : 10;
}
