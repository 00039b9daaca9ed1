import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { packetParser } from '../../../src/backend/transport/packet-parser.ts';

/** How deeply data may be nested: base64 in MessagePack in base64 in a frame. */
const MAX_DEPTH = 4;
/** Shorter runs of these characters are words, not bytes. */
const BASE64 = /[A-Za-z0-9+/_-]{20,}={0,2}/g;

/** Most attempts fail, and to describe where each did would take most of the time. */
const attempt = <T>(read: () => T): T[] => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return [read()];
  } catch {
    return [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/**
 * Decodes a Socket.IO packet from MessagePack. Sealed bytes may declare any length, which Socket.IO's own parser would
 * fill for minutes. @throws Error when it is not one, RangeError when a length in it exceeds its bytes
 */
export function decodePacket(bytes: Uint8Array): unknown {
  let packet: unknown;
  const decoder = new packetParser.Decoder();
  decoder.on('decoded', (decoded: unknown) => {
    packet = decoded;
  });
  decoder.add(bytes);
  return packet;
}

function partsOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value) ? value : [...Object.keys(value), ...Object.values(value)];
}

function* unwrap(bytes: Buffer, depth: number): Generator<string> {
  const text = bytes.toString('latin1');
  yield bytes.toString('utf8');
  yield text;
  yield bytes.toString('utf16le');
  if (depth === 0) return;
  for (const inflate of [gunzipSync, inflateSync, inflateRawSync]) {
    for (const inner of attempt(() => inflate(bytes))) yield* unwrap(inner, depth - 1);
  }
  for (const packet of attempt(() => decodePacket(bytes))) yield* readings(packet, depth - 1);
  for (const [run] of text.matchAll(BASE64)) {
    yield* unwrap(Buffer.from(run.replaceAll('-', '+').replaceAll('_', '/'), 'base64'), depth - 1);
  }
}

/** Everything that somebody without a key can read in captured traffic. */
export function* readings(value: unknown, depth = MAX_DEPTH): Generator<string> {
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    yield* unwrap(Buffer.from(value instanceof ArrayBuffer ? new Uint8Array(value) : value), depth);
  } else if (typeof value === 'string') {
    yield value;
    yield* unwrap(Buffer.from(value), depth);
  } else if (depth > 0) {
    for (const part of partsOf(value)) yield* readings(part, depth - 1);
  }
}

/** The words that can be read in any of the captures. */
export function wordsIn(wrapped: Iterable<Uint8Array>, words: readonly string[]): string[] {
  const found = new Set<string>();
  for (const bytes of wrapped) {
    for (const reading of readings(bytes)) {
      for (const word of words) if (reading.includes(word)) found.add(word);
    }
  }
  return words.filter((word) => found.has(word));
}
