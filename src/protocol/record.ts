import * as v from 'valibot';
import { DIGEST_BYTES } from './bundle.ts';
import { type Bytes, concat, fromUtf8, release, utf8 } from './bytes.ts';
import { ChatError, refuseAs } from './errors.ts';
import { FILE_BODIES, type FileBody, type TransferBody } from './file-record.ts';
import { FILE_PART_BYTES, REACTION_MAX_UNITS, RECEIPT_MAX_RANGES } from './limits.ts';
import {
  count,
  digestText,
  expires,
  fitsText,
  id16,
  instead,
  isWellFormed,
  MESSAGE_ID,
  MESSAGE_REF,
  range,
  SEEN,
  TIMER_SECONDS,
  text,
  token,
} from './record-fields.ts';
import { parseTranscript, transcript, u64Field } from './transcript.ts';

export { MESSAGE_ID, MESSAGE_REF, SEEN, TIMER_SECONDS } from './record-fields.ts';

export const STREAM_BYTES = 16;
const streamId = id16;

/**
 * What has arrived of the peer's stream: everything up to `delivered`, whose hash is `hash`, and the
 * ranges `held` beyond it.
 */
const RECEIPT_FIELDS = {
  stream: streamId,
  delivered: count,
  hash: digestText,
  read: v.optional(count),
  held: v.optional(v.pipe(v.array(range), v.maxLength(RECEIPT_MAX_RANGES))),
};

interface ReceiptNumbers {
  readonly delivered: number;
  readonly read?: number | undefined;
  readonly held?: readonly (readonly [number, number])[] | undefined;
}

const isConsistent = ({ delivered, read = 0, held = [] }: ReceiptNumbers): boolean =>
  read <= delivered && ascendsFrom(delivered, held);

/** The bodies of records, by type. Fields are exact: an unknown one is rejected. */
export const BODIES = {
  /** A message. With `request`, it is a message request to someone who has not consented yet. */
  text: v.strictObject({
    type: v.literal('text'),
    id: MESSAGE_ID,
    text,
    request: v.optional(v.literal(true)),
    /** In a request: the author's contact token for the receiver. */
    token,
    /** The message that this one answers. */
    reply: v.optional(MESSAGE_REF),
    /** What its author had before their eyes while writing it, whether they marked it as read or not. */
    seen: v.optional(SEEN),
    expires,
    /** The receipt that its author owed when it was sealed. */
    receipt: v.optional(
      v.pipe(
        v.strictObject(RECEIPT_FIELDS),
        v.check((receipt) => isConsistent(receipt)),
      ),
    ),
    instead,
  }),
  ...FILE_BODIES,
  /**
   * An emoji under a message; the last one of its author stays, an empty one removes it. Whether it is an
   * emoji is decided where it is shown: devices know different versions of Unicode.
   */
  reaction: v.strictObject({
    type: v.literal('reaction'),
    to: MESSAGE_REF,
    emoji: v.pipe(v.string(), v.maxLength(REACTION_MAX_UNITS), v.check(isWellFormed)),
  }),
  /** Another wording of a text of the same author. */
  edit: v.strictObject({ type: v.literal('edit'), id: MESSAGE_ID, text, instead }),
  /** Deletes a text of the same author, whatever else comes. */
  delete: v.strictObject({ type: v.literal('delete'), id: MESSAGE_ID, instead }),
  /** How long messages stay that are sent from now on, by either of the two; 0: for ever. */
  timer: v.strictObject({ type: v.literal('timer'), seconds: v.picklist(TIMER_SECONDS) }),
  accept: v.strictObject({ type: v.literal('accept'), token }),
  leave: v.strictObject({ type: v.literal('leave') }),
  receipt: v.pipe(
    v.strictObject({ type: v.literal('receipt'), ...RECEIPT_FIELDS, token }),
    v.check((receipt) => isConsistent(receipt)),
  ),
  /** The sender is typing. */
  typing: v.strictObject({ type: v.literal('typing') }),
  /**
   * Envelopes of a chain arrived that cannot be opened: the offer is missing, or the keys are gone.
   */
  'decryption-failure': v.strictObject({
    type: v.literal('decryption-failure'),
    chain: digestText,
    reason: v.picklist(['no-offer', 'no-key']),
  }),
  /**
   * A stream has forked: a profile was restored or cloned. `differs`: of the receiver of this,
   * whose record at `seq` does not follow. `behind`: is the receiver of this, who said that it has
   * the stream up to `seq`, and now less? `restored`: the sender of this was, and has what is
   * before `seq`.
   */
  fork: v.strictObject({
    type: v.literal('fork'),
    reason: v.picklist(['differs', 'behind', 'restored']),
    stream: streamId,
    seq: count,
  }),
};

export type TextBody = v.InferOutput<typeof BODIES.text>;
export type ReceiptBody = v.InferOutput<typeof BODIES.receipt>;
export type TypingBody = v.InferOutput<typeof BODIES.typing>;
export type DecryptionFailureBody = v.InferOutput<(typeof BODIES)['decryption-failure']>;
export type ForkBody = v.InferOutput<typeof BODIES.fork>;
export type ReactionBody = v.InferOutput<typeof BODIES.reaction>;
export type EditBody = v.InferOutput<typeof BODIES.edit>;
export type DeleteBody = v.InferOutput<typeof BODIES.delete>;
export type TimerBody = v.InferOutput<typeof BODIES.timer>;
export type MessageRefBody = v.InferOutput<typeof MESSAGE_REF>;
/** A record that changes a message that was sent before. */
export type ChangeBody = ReactionBody | EditBody | DeleteBody;
export type OrderedBody =
  | TextBody
  | FileBody
  | ChangeBody
  | TimerBody
  | v.InferOutput<typeof BODIES.accept>
  | v.InferOutput<typeof BODIES.leave>;
/** A type that this version does not know. It is acknowledged and shown as 'newer version'. */
export interface UnknownBody {
  readonly type: 'unknown';
}
/** A record without a position in a stream. */
export type UnorderedBody =
  | ReceiptBody
  | TypingBody
  | DecryptionFailureBody
  | ForkBody
  | TransferBody;
export type RecordBody = OrderedBody | UnorderedBody | UnknownBody;

/** Whether a body has a position in a stream. */
export function isOrdered(body: RecordBody): body is OrderedBody {
  return body.type !== 'unknown' && !UNORDERED.has(body.type);
}

/** The plaintext of an envelope, before padding. */
export interface ChatRecord {
  /** The sender's stream in this conversation, 16 random bytes. */
  readonly stream: Bytes;
  /** Position in the stream, from 1; 0 in unordered records. */
  readonly seq: number;
  /** Lamport clock. */
  readonly clock: number;
  /**
   * When it was written, ms by the sender's clock: shown, never trusted. In `typing`, by the relay's
   * clock as far as the sender knows it.
   */
  readonly sent: number;
  /**
   * SHA-256 of the previous record in the stream; zeros in the first one and in unordered records.
   */
  readonly prev: Bytes;
  readonly body: RecordBody;
}

/** Whether a body changes a message that was sent before. */
export function isChange(body: RecordBody): body is ChangeBody {
  return body.type === 'reaction' || body.type === 'edit' || body.type === 'delete';
}

/** Whether a body is about the content of a file. */
export function isTransfer(body: RecordBody): body is TransferBody {
  return body.type.startsWith('file-');
}

/** The hash that stands for a record in its stream, if it is not that of its own bytes. */
export function replacedHash(body: RecordBody): string | undefined {
  return 'instead' in body ? body.instead : undefined;
}

/** Whether ranges (first, last) are ascending and begin beyond a number. */
function ascendsFrom(number: number, ranges: readonly (readonly [number, number])[]): boolean {
  let end = number;
  return ranges.every(([first, last]) => {
    const follows = first > end && last >= first;
    end = last;
    return follows;
  });
}

/** The bytes of a record, its `record` transcript; SHA-256 of them is the next record's `prev`. */
export function encodeRecord(record: ChatRecord): Bytes {
  const { stream, seq, clock, sent, prev, body } = record;
  const encoded = encodeBody(body);
  const bytes = transcript('record', stream, seq, clock, sent, prev, encoded);
  release(encoded);
  return bytes;
}

/** JSON; of a part of a file, followed by a zero byte and the content, which is no text. */
function encodeBody(body: RecordBody): Bytes {
  if (body.type !== 'file-part') return utf8(JSON.stringify(body));
  const { data, ...rest } = body;
  return concat(utf8(JSON.stringify(rest)), Uint8Array.of(0), data);
}

const typed = v.looseObject({ type: v.pipe(v.string(), v.regex(/^[a-z-]{1,32}$/)) });

function parseBody(bytes: Bytes): RecordBody {
  // JSON never contains a zero byte.
  const end = bytes.indexOf(0);
  const json: unknown = JSON.parse(fromUtf8(end < 0 ? bytes : bytes.subarray(0, end)));
  const { type } = v.parse(typed, json);
  if (!Object.hasOwn(BODIES, type)) return { type: 'unknown' };
  // Without this, a body of 64 KiB yields tens of thousands of issues.
  const body = v.parse(BODIES[type as keyof typeof BODIES], json, { abortEarly: true });
  const data = end < 0 ? undefined : bytes.subarray(end + 1);
  if (data?.length !== (body.type === 'file-part' ? FILE_PART_BYTES : undefined)) {
    throw new ChatError('record-malformed');
  }
  return body.type === 'file-part' ? { ...body, data: data as Bytes } : body;
}

const UNORDERED: ReadonlySet<RecordBody['type']> = new Set([
  'receipt',
  'typing',
  'decryption-failure',
  'fork',
  'file-request',
  'file-part',
  'file-cancel',
]);

/**
 * Whether a record's position is valid for its type: a receipt has no seq; the first record has no
 * `prev`.
 */
function isPlaced({ seq, prev, body: { type } }: ChatRecord): boolean {
  const ordered = type === 'unknown' || UNORDERED.has(type) === (seq === 0);
  return ordered && (seq > 1 || prev.every((byte) => byte === 0));
}

/**
 * Inverse of `encodeRecord`, strict: exact lengths, exact fields.
 * @throws ChatError `record-malformed`
 */
export function decodeRecord(bytes: Uint8Array): ChatRecord {
  return refuseAs('record-malformed', () => {
    const [stream, seq, clock, sent, prev, body] = parseTranscript('record', 6, bytes) as [
      Bytes,
      Bytes,
      Bytes,
      Bytes,
      Bytes,
      Bytes,
    ];
    const record = {
      stream,
      seq: u64Field(seq),
      clock: u64Field(clock),
      sent: u64Field(sent),
      prev,
      body: parseBody(body),
    };
    const fits = stream.length === STREAM_BYTES && prev.length === DIGEST_BYTES;
    if (!fits || !isPlaced(record)) throw new ChatError('record-malformed');
    return record;
  });
}

/**
 * Typed text as it is sent: well-formed Unicode, line ends as \n, no blanks at the edges.
 * @throws ChatError `text-empty`, `text-too-long`
 */
export function parseText(input: string): string {
  const lines = fromUtf8(utf8(input)).replaceAll(/\r\n?/g, '\n');
  // Not /\s+$/, which would take quadratic time for a long run of blanks.
  const text = lines.replace(/^\s*\n/, '').trimEnd();
  if (text === '') throw new ChatError('text-empty');
  if (!fitsText(text)) throw new ChatError('text-too-long');
  return text;
}
