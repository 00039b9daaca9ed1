import fc from 'fast-check';
import {
  bundleTranscript,
  type KeyBundle,
  RSA_MODULUS_BYTES,
  type SignedKeyBundle,
  SUITE,
} from '../bundle.ts';
import { type Bytes, concat, toBase64url } from '../bytes.ts';
import type { Envelope } from '../envelope.ts';
import { ChatError } from '../errors.ts';
import { KEM_CIPHERTEXT_BYTES, KEM_KEY_BYTES } from '../kem-key.ts';
import { FILE_PART_BYTES, FILE_WAVEFORM_MAX, FILE_WINDOW, RECEIPT_MAX_RANGES } from '../limits.ts';
import { parseName } from '../name.ts';
import type { SignedOffer } from '../offer.ts';
import type { ChatRecord, RecordBody, TextBody } from '../record.ts';
import { encodeToken, type SignedToken } from '../token.ts';
import { randomFrom } from './random-from.ts';

/** Arbitrary values of every kind in the protocol, for property tests. */

const CHOSEN_BYTES = 64;

/** Any bytes, of a given length or up to 64. Of many bytes, only the first ones are chosen one by one. */
export function anyBytes(length?: number): fc.Arbitrary<Bytes> {
  const maxLength = Math.min(length ?? CHOSEN_BYTES, CHOSEN_BYTES);
  const size = { minLength: length === undefined ? 0 : maxLength, maxLength };
  const chosen = fc.uint8Array(size).map((bytes) => new Uint8Array(bytes));
  if (length === undefined || length === maxLength) return chosen;
  return fc.tuple(chosen, fc.integer()).map(([first, seed]) => {
    const random = randomFrom(seed);
    return concat(
      first,
      Uint8Array.from({ length: length - maxLength }, () => random() * 256),
    );
  });
}

/** Any integer that a u64 of the protocol may contain. */
export const anyU64 = fc.maxSafeNat();

const COLLECTIONS = ['aZ 9._-', 'éßñÅ', 'ΑΣας', 'Иван', 'שלום', 'علي١', 'अनु', '李あア', '민수'];

/** Valid names, in many alphabets. */
export const anyName: fc.Arbitrary<string> = fc
  .constantFrom(...COLLECTIONS)
  .chain((alphabet) =>
    fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 40 }),
  )
  .map(nameOf)
  .filter((name) => name !== undefined);

function nameOf(input: string): string | undefined {
  try {
    return parseName(input);
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

const anyModulus = anyBytes(RSA_MODULUS_BYTES).map((bytes) => {
  const last = RSA_MODULUS_BYTES - 1;
  return bytes.map((byte, n) => (n === 0 ? byte | 0x80 : n === last ? byte | 1 : byte));
});

/** 12-bit coefficients below the modulus: in each three bytes, the top bits of both are not set. */
const anyKemKey = anyBytes(KEM_KEY_BYTES).map((bytes) =>
  bytes.map((byte, n) =>
    n >= 1152 ? byte : n % 3 === 1 ? byte & 0xf7 : n % 3 === 2 ? byte & 0x7f : byte,
  ),
);

/** A bundle's fields. */
export const anyKeyBundle: fc.Arbitrary<KeyBundle> = fc.record({
  suite: fc.constant(SUITE),
  number: anyU64.map((number) => Math.max(1, number)),
  created: anyU64,
  name: anyName,
  identity: anyBytes(32),
  modulus: anyModulus,
  kemKey: anyKemKey,
});

/** A decoded bundle without a valid signature. */
export const anyBundle: fc.Arbitrary<SignedKeyBundle> = fc
  .tuple(anyKeyBundle, anyBytes(64))
  .map(([bundle, signature]) => ({ ...bundle, signed: bundleTranscript(bundle), signature }));

/** A token without a valid signature. */
export const anyToken: fc.Arbitrary<SignedToken> = fc
  .tuple(
    fc.constantFrom('contact' as const, 'invite' as const),
    anyBytes(8),
    anyU64.map((expires) => Math.max(1, expires)),
    anyBytes(64),
  )
  .map(([scope, serial, expires, signature]) => {
    return { scope, serial, expires: scope === 'invite' ? 0 : expires, signature };
  });

/** An offer without a valid signature. */
export const anyOffer: fc.Arbitrary<SignedOffer> = fc.record({
  suite: anyU64,
  from: anyBytes(32),
  to: anyBytes(32),
  senderBundle: anyU64,
  receiverBundle: anyBytes(32),
  kemKeyDigest: anyBytes(32),
  rsaCiphertext: anyBytes(384),
  kemCiphertext: anyBytes(KEM_CIPHERTEXT_BYTES),
  replyKey: anyKemKey,
  signature: anyBytes(64),
});

/** An envelope with a random ciphertext. */
export const anyEnvelope: fc.Arbitrary<Envelope> = fc.record({
  id: anyBytes(16),
  chainId: anyBytes(32),
  n: anyU64,
  nonce: anyBytes(12),
  offer: fc.option(anyOffer, { nil: undefined }),
  ciphertext: fc.tuple(anyBytes(528), anyBytes()).map(([least, more]) => {
    return new Uint8Array([...least, ...more]);
  }),
});

/** Text that is well-formed and not empty. */
export const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 });

const anyRanges = fc
  .uniqueArray(fc.integer({ min: 2, max: 1_000_000 }), { maxLength: RECEIPT_MAX_RANGES * 2 })
  .map((bounds) => bounds.sort((a, b) => a - b))
  .map((bounds) =>
    Array.from({ length: Math.floor(bounds.length / 2) }, (_, n): [number, number] => {
      return [bounds[n * 2] ?? 0, bounds[n * 2 + 1] ?? 0];
    }),
  );

const anyTokenText = anyToken.map((token) => toBase64url(encodeToken(token)));

/** A receipt, as a text contains it. */
export const anyTextReceipt: fc.Arbitrary<NonNullable<TextBody['receipt']>> = fc.record(
  {
    stream: anyBytes(16).map(toBase64url),
    delivered: fc.constantFrom(0, 1),
    hash: anyBytes(32).map(toBase64url),
    read: fc.constant(0),
    held: anyRanges,
  },
  { requiredKeys: ['stream', 'delivered', 'hash'] },
);

const anyReceipt: fc.Arbitrary<RecordBody> = fc
  .tuple(anyTextReceipt, fc.record({ token: anyTokenText }, { requiredKeys: [] }))
  .map(([receipt, more]) => ({ type: 'receipt' as const, ...receipt, ...more }));

const anyNotice: fc.Arbitrary<RecordBody> = fc.oneof(
  fc.constant({ type: 'typing' }),
  fc.record({
    type: fc.constant('decryption-failure' as const),
    chain: anyBytes(32).map(toBase64url),
    reason: fc.constantFrom('no-offer' as const, 'no-key' as const),
  }),
  fc.record({
    type: fc.constant('fork' as const),
    reason: fc.constantFrom('differs' as const, 'behind' as const, 'restored' as const),
    stream: anyBytes(16).map(toBase64url),
    seq: anyU64,
  }),
);

const anyDigest = anyBytes(32).map(toBase64url);
/** The id of a message. */
export const anyMessageId = anyBytes(16).map(toBase64url);
const anyMessageRef = fc.record({ author: anyDigest, id: anyMessageId, wording: anyDigest });

const anyChange: fc.Arbitrary<RecordBody> = fc.oneof(
  fc.record({
    type: fc.constant('reaction' as const),
    to: anyMessageRef,
    emoji: fc.constantFrom('👍', '', '🇫🇮', '👩‍👩‍👧', 'not one'),
  }),
  fc.record(
    { type: fc.constant('edit' as const), id: anyMessageId, text: anyText, instead: anyDigest },
    { requiredKeys: ['type', 'id', 'text'] },
  ),
  fc.record(
    { type: fc.constant('delete' as const), id: anyMessageId, instead: anyDigest },
    { requiredKeys: ['type', 'id'] },
  ),
);

const anyFile: fc.Arbitrary<RecordBody> = fc.record(
  {
    type: fc.constant('file' as const),
    id: anyMessageId,
    name: anyText,
    media: fc.constantFrom('image/png', 'application/vnd.ms-excel', 'text/plain'),
    size: anyU64.map((size) => Math.max(1, size)),
    hash: anyDigest,
    picture: fc.record(
      {
        width: fc.integer({ min: 1, max: 65_535 }),
        height: fc.integer({ min: 1, max: 65_535 }),
        image: fc.constantFrom('AAAA', '_-_-'),
      },
      { requiredKeys: ['width', 'height'] },
    ),
    duration: anyU64,
    levels: fc.array(fc.integer({ min: 0, max: 63 }), {
      minLength: 1,
      maxLength: FILE_WAVEFORM_MAX,
    }),
    text: anyText,
    album: anyMessageId,
    reply: anyMessageRef,
    seen: fc.record({ stream: anyMessageId, seq: anyU64 }),
    expires: fc.constantFrom(30, 300),
    instead: anyDigest,
  },
  { requiredKeys: ['type', 'id', 'name', 'media', 'size', 'hash'] },
);

const anyTransfer: fc.Arbitrary<RecordBody> = fc.oneof(
  fc.record(
    {
      type: fc.constant('file-request' as const),
      id: anyMessageId,
      have: anyU64,
      want: fc.constantFrom<[number, number][]>(
        [[0, FILE_WINDOW - 1]],
        [[3, 3]],
        [
          [0, 1],
          [5, 6],
          [2 ** 52, 2 ** 52 + 7],
        ],
      ),
    },
    { requiredKeys: ['type', 'id', 'have'] },
  ),
  fc.record({
    type: fc.constant('file-part' as const),
    id: anyMessageId,
    index: anyU64,
    data: fc.nat(255).map((byte) => new Uint8Array(FILE_PART_BYTES).fill(byte)),
  }),
  fc.record({
    type: fc.constant('file-cancel' as const),
    id: anyMessageId,
    reason: fc.constantFrom('cancelled' as const, 'gone' as const, 'refused' as const),
  }),
);

const anyOrderedBody: fc.Arbitrary<RecordBody> = fc.oneof(
  fc.record(
    {
      type: fc.constant('text' as const),
      id: anyMessageId,
      text: anyText,
      request: fc.constant(true as const),
      token: anyTokenText,
      reply: anyMessageRef,
      seen: fc.record({ stream: anyMessageId, seq: anyU64 }),
      expires: fc.constantFrom(30, 2_419_200),
      receipt: anyTextReceipt,
      instead: anyDigest,
    },
    { requiredKeys: ['type', 'id', 'text'] },
  ),
  anyFile,
  anyChange,
  fc.record({ type: fc.constant('timer' as const), seconds: fc.constantFrom(0, 300) }),
  fc.constantFrom({ type: 'accept' }, { type: 'leave' }),
  anyTokenText.map((token) => ({ type: 'accept' as const, token })),
);

const place = { stream: anyBytes(16), clock: anyU64, sent: anyU64 };
const zeros = fc.constant(new Uint8Array(32));

/** Records of every type, at every kind of position. */
export const anyRecord: fc.Arbitrary<ChatRecord> = fc.oneof(
  fc.record({ ...place, seq: fc.constant(0), prev: zeros, body: anyReceipt }),
  fc.record({ ...place, seq: fc.constant(0), prev: zeros, body: anyNotice }),
  fc.record({ ...place, seq: fc.constant(0), prev: zeros, body: anyTransfer }),
  fc.record({ ...place, seq: fc.constant(1), prev: zeros, body: anyOrderedBody }),
  fc.record({
    ...place,
    seq: anyU64.map((seq) => Math.max(2, seq)),
    prev: anyBytes(32),
    body: anyOrderedBody,
  }),
);
