import type { Bytes } from '../../protocol/bytes.ts';
import { ERROR_CODES } from '../../protocol/errors.ts';
import { DELIVERED, type DirectOutcome, UNREACHABLE } from '../routing/direct-envelope.ts';
import type { PersonId, PodId, Serial } from '../store/store.ts';

/** An envelope for a person on the addressed pod. Its ticket is returned with the outcome. */
export interface EnvelopeItem {
  readonly ticket: number;
  readonly to: PersonId;
  readonly from: PersonId;
  readonly after: number;
  readonly serial: Serial | undefined;
  readonly envelope: Bytes;
}

/** The outcome of an envelope of the addressed pod. */
export interface OutcomeItem {
  readonly ticket: number;
  readonly outcome: DirectOutcome;
}

/** The content of one message from one pod to another. */
export interface PodMessage {
  readonly from: PodId;
  readonly envelopes: readonly EnvelopeItem[];
  readonly outcomes: readonly OutcomeItem[];
}

/** base64url of an identity key. */
const PERSON_ID_LENGTH = 43;
const POD_ID_LENGTH = 36;
/** base64url of a token's serial. */
const SERIAL_LENGTH = 11;
const NO_SERIAL = ' '.repeat(SERIAL_LENGTH);
const HEADER_BYTES = POD_ID_LENGTH + 4;
const ENVELOPE_HEADER_BYTES = 4 + 6 + 2 * PERSON_ID_LENGTH + SERIAL_LENGTH + 4;
const OUTCOME_BYTES = 4 + 1 + 6 + 1;

const OUTCOME_KINDS = ['delivered', 'queued', 'rejected', 'unreachable'] as const;

/**
 * Bytes of a message: the sending pod, the number of outcomes u32, each outcome (ticket u32, kind u8,
 * position u48, length u8 and text of the error code), then each envelope (ticket u32, after u48, to, from, serial or spaces, length u32, bytes).
 * Another layout gets another version in the channel's name (`directChannel`).
 */
export function encodePodMessage({ from, envelopes, outcomes }: PodMessage): Buffer {
  let size = HEADER_BYTES + outcomes.length * OUTCOME_BYTES;
  for (const { outcome } of outcomes) size += codeOf(outcome).length;
  for (const { envelope } of envelopes) size += ENVELOPE_HEADER_BYTES + envelope.length;
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.write(from, 'latin1');
  at = bytes.writeUInt32BE(outcomes.length, at);
  for (const { ticket, outcome } of outcomes) {
    at = bytes.writeUInt32BE(ticket, at);
    at = bytes.writeUInt8(OUTCOME_KINDS.indexOf(outcome.kind), at);
    at = bytes.writeUIntBE(outcome.kind === 'queued' ? outcome.position : 0, at, 6);
    at = bytes.writeUInt8(codeOf(outcome).length, at);
    at += bytes.write(codeOf(outcome), at, 'latin1');
  }
  for (const { ticket, after, to, from: sender, serial = NO_SERIAL, envelope } of envelopes) {
    at = bytes.writeUInt32BE(ticket, at);
    at = bytes.writeUIntBE(after, at, 6);
    at += bytes.write(to, at, 'latin1');
    at += bytes.write(sender, at, 'latin1');
    at += bytes.write(serial, at, 'latin1');
    at = bytes.writeUInt32BE(envelope.length, at);
    bytes.set(envelope, at);
    at += envelope.length;
  }
  return bytes;
}

/** Inverse of `encodePodMessage`. @throws RangeError when the message is truncated */
export function decodePodMessage(bytes: Buffer): PodMessage {
  const from = bytes.toString('latin1', 0, POD_ID_LENGTH);
  let at = HEADER_BYTES;
  const outcomes: OutcomeItem[] = [];
  for (let left = bytes.readUInt32BE(POD_ID_LENGTH); left > 0; left--) {
    const end = at + OUTCOME_BYTES + bytes.readUInt8(at + OUTCOME_BYTES - 1);
    if (end > bytes.length) throw new RangeError('truncated');
    const code = bytes.toString('latin1', at + OUTCOME_BYTES, end);
    const outcome = outcomeOf(bytes.readUInt8(at + 4), bytes.readUIntBE(at + 5, 6), code);
    outcomes.push({ ticket: bytes.readUInt32BE(at), outcome });
    at = end;
  }
  const envelopes: EnvelopeItem[] = [];
  while (at < bytes.length) {
    const to = at + 10;
    const sender = to + PERSON_ID_LENGTH;
    const tokenSerial = sender + PERSON_ID_LENGTH;
    const length = tokenSerial + SERIAL_LENGTH;
    const start = length + 4;
    const end = start + bytes.readUInt32BE(length);
    if (end > bytes.length) throw new RangeError('truncated');
    envelopes.push({
      ticket: bytes.readUInt32BE(at),
      after: bytes.readUIntBE(at + 4, 6),
      to: bytes.toString('latin1', to, sender),
      from: bytes.toString('latin1', sender, tokenSerial),
      serial: serialOf(bytes.toString('latin1', tokenSerial, length)),
      envelope: copyOf(bytes, start, end),
    });
    at = end;
  }
  return { from, envelopes, outcomes };
}

/** A view would keep the whole message in memory until the slowest receiver is done. */
function copyOf(bytes: Buffer, start: number, end: number): Bytes {
  const copy = Buffer.allocUnsafe(end - start);
  bytes.copy(copy, 0, start, end);
  return copy;
}

const serialOf = (text: string): Serial | undefined => (text === NO_SERIAL ? undefined : text);

const codeOf = (outcome: DirectOutcome): string =>
  outcome.kind === 'rejected' ? outcome.code : '';

/** An error code that only a newer relay knows is `internal`. */
function outcomeOf(kind: number, position: number, code: string): DirectOutcome {
  const name = OUTCOME_KINDS[kind];
  if (name === 'queued') return { kind: name, position };
  if (name !== 'rejected') return name === 'delivered' ? DELIVERED : UNREACHABLE;
  return { kind: name, code: ERROR_CODES.find((known) => known === code) ?? 'internal' };
}
