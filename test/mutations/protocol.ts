import type { Mutation } from './mutations.ts';

/** What both sides agree on, broken. */
export const PROTOCOL: readonly Mutation[] = [
  {
    file: 'src/protocol/transcript.ts',
    breaks: 'fields of a transcript run into each other',
    find: '[u32(part.length), part]',
    replace: 'part',
    tests: ['src/protocol/transcript.test.ts'],
  },
  {
    file: 'src/protocol/bytes.ts',
    breaks: 'trailing bytes are taken',
    find: 'if (this.#offset !== this.#bytes.length)',
    replace: 'if (this.#offset > this.#bytes.length)',
    tests: ['src/protocol/bytes.test.ts'],
  },
  {
    file: 'src/protocol/bytes.ts',
    breaks: 'bytes have more than one text',
    find: 'if (toBase64url(bytes) !== text)',
    replace: 'if (bytes.length > text.length)',
    tests: ['src/protocol/bytes.test.ts'],
  },
  {
    file: 'src/protocol/name.ts',
    breaks: 'a letter that shows nothing makes another name',
    find: '!INVISIBLE.test(name) &&',
    replace: '',
    tests: ['src/protocol/name.test.ts'],
  },
  {
    file: 'src/protocol/name.ts',
    breaks: 'a Greek name is not found by its beginning',
    find: ".replaceAll('ς', 'σ')",
    replace: '',
    tests: ['src/protocol/name.test.ts'],
  },
  {
    file: 'src/protocol/envelope.ts',
    breaks: 'an envelope of another version is read as ours',
    find: 'if (reader.u8() !== ENVELOPE_VERSION)',
    replace: 'if (reader.u8() < ENVELOPE_VERSION)',
    tests: ['src/protocol/envelope.test.ts'],
  },
  {
    file: 'src/protocol/record.ts',
    breaks: 'a receipt covers what it does not',
    find: 'first > end && last >= first',
    replace: 'last >= first',
    tests: ['src/protocol/record.test.ts'],
  },
  {
    file: 'src/protocol/record.ts',
    breaks: 'a receipt takes a place in the stream',
    find: 'UNORDERED.has(type) === (seq === 0)',
    replace: 'UNORDERED.has(type) || seq > 0',
    tests: ['src/protocol/record.test.ts'],
  },
  {
    file: 'src/protocol/limits.ts',
    breaks: 'a limit differs from the document',
    find: 'SEND_RATE = 30',
    replace: 'SEND_RATE = 31',
    tests: ['src/protocol/limits.test.ts'],
  },
  {
    file: 'src/protocol/errors.ts',
    breaks: 'a code exists that the document does not know',
    find: '  // What a client refuses.',
    replace: "  'ghost',",
    tests: ['src/protocol/errors.test.ts'],
  },
  {
    file: 'src/protocol/message-pack.ts',
    breaks: 'a length is believed whose bytes are not there',
    find: 'if (offset + extent.values > bytes.length)',
    replace: 'if (offset > bytes.length)',
    tests: ['src/protocol/message-pack.test.ts'],
  },
];
