import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toBase64url, utf8 } from './bytes.ts';
import {
  REACTION_MAX_UNITS,
  RECEIPT_MAX_RANGES,
  RECORD_MAX_BYTES,
  TEXT_MAX_LENGTH,
} from './limits.ts';
import { BODIES, type ChatRecord, decodeRecord, encodeRecord, parseText } from './record.ts';
import { anyRecord } from './testing/arbitraries.ts';
import { codesIn, rowsUnder } from './testing/document.ts';
import { codeOf, expectExactLength } from './testing/strictness.ts';
import { parseTranscript, type TranscriptField, transcript } from './transcript.ts';

const ZEROS = new Uint8Array(32);
const STREAM = new Uint8Array(16).fill(7);
const STREAM_ID = toBase64url(STREAM);
const ID = toBase64url(new Uint8Array(16).fill(5));
const KEY = toBase64url(new Uint8Array(32).fill(6));
const REF = { author: KEY, id: ID, wording: KEY };

interface Parts {
  readonly stream: TranscriptField;
  readonly seq: TranscriptField;
  readonly clock: TranscriptField;
  readonly sent: TranscriptField;
  readonly prev: TranscriptField;
  /** Bytes unchanged, or JSON text. */
  readonly body: Uint8Array | string;
}

/** A record of the given parts; the others are valid. */
function forge(parts: Partial<Parts>): Uint8Array {
  const sound: Parts = {
    stream: STREAM,
    seq: 1,
    clock: 1,
    sent: 1,
    prev: ZEROS,
    body: '{"type":"leave"}',
  };
  const { stream, seq, clock, sent, prev, body } = { ...sound, ...parts };
  return transcript('record', stream, seq, clock, sent, prev, body);
}

const refusal = (parts: Partial<Parts>) => codeOf(() => decodeRecord(forge(parts)));

const bodyOf = (body: unknown, seq = 1): unknown =>
  decodeRecord(forge({ seq, body: JSON.stringify(body) })).body;

const receipt = (fields: object): object => ({
  type: 'receipt',
  stream: STREAM_ID,
  delivered: 5,
  hash: toBase64url(ZEROS),
  ...fields,
});

const refusedReceipt = (fields: object) =>
  refusal({ seq: 0, body: JSON.stringify(receipt(fields)) });

describe('a record', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(decodeRecord(encodeRecord(record))).toEqual(record);
      }),
    );
  });

  it('is the transcript of its fields, the body as JSON', () => {
    const record: ChatRecord = {
      stream: STREAM,
      seq: 2,
      clock: 3,
      sent: 4,
      prev: new Uint8Array(32).fill(9),
      body: { type: 'text', id: ID, text: 'hé\n"' },
    };
    const body = utf8(`{"type":"text","id":"${ID}","text":"hé\\n\\""}`);
    expect(encodeRecord(record)).toEqual(transcript('record', STREAM, 2, 3, 4, record.prev, body));
    const fields = rowsUnder('Record').slice(0, 6);
    expect(fields.map(([field]) => field)).toEqual([
      'stream',
      'seq',
      'clock',
      'sent',
      'prev',
      'body',
    ]);
    expect(parseTranscript('record', fields.length, encodeRecord(record))).toHaveLength(6);
  });

  it('is rejected when it is truncated anywhere, or longer by a byte', () => {
    expectExactLength(forge({}), decodeRecord);
  });

  it.each<[string, Partial<Parts>]>([
    ['a short stream', { stream: new Uint8Array(15) }],
    ['a short prev', { seq: 2, prev: new Uint8Array(31) }],
    ['a prev at the first place', { seq: 1, prev: ZEROS.with(31, 1) }],
    ['a short seq', { seq: new Uint8Array(4) }],
    ['a clock of 2^53 or more', { clock: new Uint8Array(8).fill(255) }],
    ['no place, though its type needs one', { seq: 0 }],
    ['a body that is not UTF-8', { body: Uint8Array.of(0x22, 0xff, 0x22) }],
    ['a body that is not JSON', { body: '{"type":"leave",}' }],
    ['a body with something behind it', { body: '{"type":"leave"}{}' }],
    ['an empty body', { body: '' }],
    ['a body that is no object', { body: '"leave"' }],
    ['a body that is a list', { body: '["leave"]' }],
    ['a body that is null', { body: 'null' }],
    ['a body without a type', { body: '{}' }],
    ['a type that is no word', { body: '{"type":"Leave!"}' }],
    ['a type that is no text', { body: '{"type":1}' }],
    ['a field that its type does not have', { body: '{"type":"leave","text":"x"}' }],
    ['a field called __proto__', { body: '{"type":"leave","__proto__":{}}' }],
    ['a field called toString', { body: '{"type":"leave","toString":1}' }],
    ['a text that is none', { body: `{"type":"text","id":"${ID}","text":7}` }],
    ['no text', { body: `{"type":"text","id":"${ID}"}` }],
    ['an empty text', { body: `{"type":"text","id":"${ID}","text":""}` }],
    ['half a surrogate pair', { body: `{"type":"text","id":"${ID}","text":"\\ud800"}` }],
    [
      'a request that is no request',
      { body: `{"type":"text","id":"${ID}","text":"x","request":false}` },
    ],
    ['a text without an id', { body: '{"type":"text","text":"x"}' }],
    ['an id that is too short', { body: `{"type":"delete","id":"${ID.slice(1)}"}` }],
    ['an id in no canonical base64url', { body: `{"type":"delete","id":"${'A'.repeat(21)}B"}` }],
    ['an edit without a text', { body: `{"type":"edit","id":"${ID}"}` }],
    ['an edit of another author', { body: JSON.stringify({ type: 'edit', ...REF, text: 'x' }) }],
    ['a deletion of another author', { body: JSON.stringify({ type: 'delete', ...REF }) }],
    ['a timer of another length', { body: '{"type":"timer","seconds":31}' }],
    ['a timer without a length', { body: '{"type":"timer"}' }],
    [
      'a text that disappears after no time',
      { body: `{"type":"text","id":"${ID}","text":"x","expires":0}` },
    ],
    ['a reaction to nothing', { body: '{"type":"reaction","emoji":"👍"}' }],
    [
      'a reaction that is far too long',
      {
        body: JSON.stringify({
          type: 'reaction',
          to: REF,
          emoji: 'x'.repeat(REACTION_MAX_UNITS + 1),
        }),
      },
    ],
    [
      'a reply without the wording that it answers',
      {
        body: JSON.stringify({ type: 'text', id: ID, text: 'x', reply: { author: KEY, id: ID } }),
      },
    ],
    ['a nest of lists', { body: '['.repeat(60_000) }],
  ])('with %s is malformed', (_, parts) => {
    expect(refusal(parts)).toBe('record-malformed');
  });

  it.each(['call', 'poll', 'constructor', 'a-newer-one'])(
    'of the unknown type %s is from a newer version, at any position',
    (type) => {
      for (const seq of [0, 1, 9]) {
        expect(bodyOf({ type, what: { ever: [1] } }, seq)).toEqual({ type: 'unknown' });
      }
    },
  );

  it('of arbitrary bytes is rejected with its code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(codeOf(() => decodeRecord(bytes))).toBe('record-malformed');
      }),
    );
  });

  it('of any JSON is read or rejected with its code', () => {
    const anyFields = fc.dictionary(
      fc.constantFrom(
        ...['text', 'request', 'stream', 'delivered', 'read', 'held', 'more', 'id', 'to', 'emoji'],
      ),
      fc.jsonValue(),
    );
    const anyType = fc.constantFrom(...Object.keys(BODIES), 'newer', '', 7);
    const anyBody = fc.oneof(
      fc.json(),
      fc.tuple(anyType, anyFields).map(([type, fields]) => JSON.stringify({ type, ...fields })),
    );
    fc.assert(
      fc.property(anyBody, fc.nat(2), (body, seq) => {
        expect([undefined, 'record-malformed']).toContain(refusal({ body, seq }));
      }),
    );
  });

  it('can contain the longest text, even if all of it must be escaped', () => {
    const text = '\u0001'.repeat(TEXT_MAX_LENGTH);
    const body = {
      type: 'text',
      id: ID,
      text,
      request: true,
      reply: REF,
      expires: 30,
      instead: KEY,
    };
    const bytes = forge({ body: JSON.stringify(body) });
    expect(decodeRecord(bytes).body).toEqual(body);
    expect(bytes.length + 4).toBeLessThan(RECORD_MAX_BYTES);
    const longer = JSON.stringify({ type: 'text', id: ID, text: `${text}x` });
    expect(refusal({ body: longer })).toBe('record-malformed');
  });
});

describe('a receipt', () => {
  it('has no position in a stream', () => {
    expect(bodyOf(receipt({}), 0)).toEqual(receipt({}));
    expect(refusal({ seq: 1, body: JSON.stringify(receipt({})) })).toBe('record-malformed');
  });

  it('lists ranges beyond what is delivered, in ascending order', () => {
    const fields = receipt({
      read: 5,
      held: [
        [7, 7],
        [8, 12],
        [20, 31],
      ],
    });
    expect(bodyOf(fields, 0)).toEqual(fields);
  });

  it.each([
    ['a range that was delivered already', { held: [[5, 6]] }],
    ['a range that ends before it begins', { held: [[9, 8]] }],
    [
      'ranges out of order',
      {
        held: [
          [10, 11],
          [7, 8],
        ],
      },
    ],
    [
      'ranges that overlap',
      {
        held: [
          [7, 9],
          [9, 10],
        ],
      },
    ],
    ['a range of one number', { held: [[7]] }],
    ['a range of three numbers', { held: [[7, 8, 9]] }],
    ['a range that is not whole', { held: [[7, 8.5]] }],
    ['more read than was delivered', { read: 6 }],
    ['a negative number', { delivered: -1 }],
    ['a number beyond 2^53', { delivered: 2 ** 53 }],
    ['a number as text', { delivered: '5' }],
    [
      'too many ranges',
      { held: Array.from({ length: RECEIPT_MAX_RANGES + 1 }, (_, n) => [10 + n * 2, 10 + n * 2]) },
    ],
    ['a stream that is too short', { stream: STREAM_ID.slice(1) }],
    ['a stream in no canonical base64url', { stream: `${'A'.repeat(21)}B` }],
  ])('with %s is malformed', (_, fields) => {
    expect(refusedReceipt(fields)).toBe('record-malformed');
  });
});

describe('a record that its author is typing', () => {
  it('has no position in a stream, and no fields', () => {
    expect(bodyOf({ type: 'typing' }, 0)).toEqual({ type: 'typing' });
    expect(refusal({ seq: 1, body: '{"type":"typing"}' })).toBe('record-malformed');
    expect(refusal({ seq: 0, body: '{"type":"typing","text":"x"}' })).toBe('record-malformed');
  });
});

describe('the types of a record', () => {
  it('have the fields of the protocol document', () => {
    const documented = Object.fromEntries(
      rowsUnder('Record')
        .slice(6)
        .map(([type = '', fields = '']) => [codesIn(type)[0], codesIn(fields)]),
    );
    const known = Object.fromEntries(
      Object.entries(BODIES).map(([type, { entries }]) => [
        type,
        Object.entries(entries).map(([field, entry]) =>
          entry.type === 'optional' ? `${field}?` : field,
        ),
      ]),
    );
    expect(documented).toEqual(known);
  });
});

describe('typed text', () => {
  it.each([
    ['hello', 'hello'],
    ['  indented', '  indented'],
    ['\n \n  first\r\nsecond\rthird \n\n', '  first\nsecond\nthird'],
    ['half \ud83d of a pair', 'half \ufffd of a pair'],
    ['tab\there\u00a0', 'tab\there'],
  ])('%j is sent as %j', (input, text) => {
    expect(parseText(input)).toBe(text);
  });

  it('is sent the same way when it is typed again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'a\r\n\t ', '\ud83d', '\ude00') }),
        (input) => {
          fc.pre(codeOf(() => parseText(input)) === undefined);
          expect(parseText(parseText(input))).toBe(parseText(input));
        },
      ),
    );
  });

  it('can be read by its receiver', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (input) => {
        fc.pre(codeOf(() => parseText(input)) === undefined);
        const text = parseText(input);
        expect(bodyOf({ type: 'text', id: ID, text })).toEqual({ type: 'text', id: ID, text });
      }),
    );
  });

  it('is rejected when none of it is visible, or when it is too long', () => {
    expect(codeOf(() => parseText(''))).toBe('text-empty');
    expect(codeOf(() => parseText(' \r\n\t\u00a0 '))).toBe('text-empty');
    expect(codeOf(() => parseText('🙂'.repeat(TEXT_MAX_LENGTH)))).toBeUndefined();
    expect(codeOf(() => parseText('x'.repeat(TEXT_MAX_LENGTH + 1)))).toBe('text-too-long');
  });

  it('takes linear time, however many blanks it contains', () => {
    // CPU time, so that other load on the machine does not count. Quadratic time would be minutes.
    const before = process.cpuUsage();
    expect(codeOf(() => parseText(`${' '.repeat(500_000)}x`))).toBe('text-too-long');
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });
});
