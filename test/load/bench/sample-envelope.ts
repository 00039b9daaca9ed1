import { randomBytes } from 'node:crypto';
import { ByteReader, type Bytes, concat } from '../../../src/protocol/bytes.ts';
import { encodeEnvelope, TAG_BYTES } from '../../../src/protocol/envelope.ts';
import { RECORD_MIN_BYTES } from '../../../src/protocol/limits.ts';
import { OFFER_BYTES, readOffer } from '../../../src/protocol/offer.ts';

/** The kind of record that an envelope represents. */
export type EnvelopeKind = 'text' | 'receipt';

/** An envelope begins with its version and whether it has an offer; then comes its id. */
const ID_OFFSET = 2;
const MARKS: Readonly<Record<EnvelopeKind, Bytes>> = {
  text: new Uint8Array(randomBytes(12)),
  receipt: new Uint8Array(randomBytes(12)),
};

const random = (length: number): Bytes => new Uint8Array(randomBytes(length));

/** As long as a real one; its content does not matter in transit. */
const EMPTY_OFFER = readOffer(new ByteReader(new Uint8Array(OFFER_BYTES)));

/**
 * An envelope like one that a client seals for a short message, made before the measurement begins:
 * nobody here opens it, and the relay could not. Its id is a mark and a serial number.
 */
export function sampleEnvelope(kind: EnvelopeKind, hasOffer = false): Bytes {
  return encodeEnvelope({
    id: concat(MARKS[kind], new Uint8Array(4)),
    chainId: random(32),
    n: 0,
    nonce: random(12),
    offer: hasOffer ? EMPTY_OFFER : undefined,
    ciphertext: random(RECORD_MIN_BYTES + TAG_BYTES),
  });
}

/** A packet with an envelope; each copy gets a serial number. */
export class Stamp {
  readonly #packet: Buffer;
  readonly #offset: number;

  constructor(packet: Uint8Array, kind: EnvelopeKind) {
    this.#packet = Buffer.from(packet);
    this.#offset = this.#packet.indexOf(MARKS[kind]) + MARKS[kind].length;
  }

  copy(serial: number): Buffer {
    const packet = Buffer.from(this.#packet);
    packet.writeUInt32BE(serial, this.#offset);
    return packet;
  }
}

/** The kind and serial number of a received envelope. */
export function readSample(envelope: Uint8Array): { kind: EnvelopeKind; serial: number } {
  const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength);
  const mark = bytes.subarray(ID_OFFSET, ID_OFFSET + MARKS.text.length);
  const serial = bytes.readUInt32BE(ID_OFFSET + MARKS.text.length);
  return { kind: mark.equals(MARKS.text) ? 'text' : 'receipt', serial };
}
