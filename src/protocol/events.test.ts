import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { DELIVERY_ACK } from './delivery-ack.ts';
import { ChatError } from './errors.ts';
import { NOTICES, parseWire, REQUESTS } from './events.ts';
import {
  DELIVERY_MAX_ENVELOPES,
  ENVELOPE_MAX_BYTES,
  FILE_MAX_BYTES,
  POLICY_MAX_INVITES,
  POLICY_MAX_REVOKED,
  PRESENCE_WATCH_MAX,
} from './limits.ts';
import { codesIn, rowsUnder } from './testing/document.ts';
import { TOKEN_BYTES } from './token.ts';

/** The field because of which a payload is rejected, or undefined. */
function wrongField(schema: v.GenericSchema, input: unknown): string | undefined {
  try {
    parseWire(schema, input);
    return undefined;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    expect(error.code).toBe('malformed');
    return error.detail.field;
  }
}

const key = (length = 32): Uint8Array => new Uint8Array(length);
const presence = { identity: key(), name: 'alice', online: true, since: 7 };
const page = { prefix: '', people: [{ identity: key(), name: 'alice', since: 7 }], total: 1 };

const SOUND: readonly [string, v.GenericSchema, object][] = [
  ['session:challenge', REQUESTS['session:challenge'].request, {}],
  ['a nonce', REQUESTS['session:challenge'].reply, { nonce: key(), time: 1 }],
  [
    'session:sign-in',
    REQUESTS['session:sign-in'].request,
    { host: 'chat.example:3000', bundle: key(100), signature: key(64) },
  ],
  ['session:sign-out', REQUESTS['session:sign-out'].request, { host: 'a', signature: key(64) }],
  ['lobby:open', REQUESTS['lobby:open'].request, { prefix: 'al' }],
  ['lobby:more', REQUESTS['lobby:more'].request, { prefix: '', after: 'AAAA' }],
  ['a page of the lobby', NOTICES['lobby:page'], page],
  ['directory:find', REQUESTS['directory:find'].request, { name: 'alice' }],
  ['directory:bundle', REQUESTS['directory:bundle'].request, { identity: key() }],
  ['a presence', NOTICES['presence:changed'], presence],
  [
    'presence:watch',
    REQUESTS['presence:watch'].request,
    { people: [{ identity: key() }, { identity: key(), token: key(TOKEN_BYTES) }] },
  ],
  [
    'account:policy',
    REQUESTS['account:policy'].request,
    {
      requests: 'link',
      listed: true,
      invites: [key(8)],
      revoked: [{ serial: key(8), expires: 7 }],
    },
  ],
  [
    'message:send',
    REQUESTS['message:send'].request,
    { to: key(), envelope: key(700), token: key(TOKEN_BYTES) },
  ],
  [
    'mailbox:deliver',
    NOTICES['mailbox:deliver'],
    { lane: 'strangers', items: [{ from: key(), envelope: key(7) }] },
  ],
  ['an acknowledged delivery', DELIVERY_ACK, { deferred: [0, 63] }],
  ['session:ended', NOTICES['session:ended'], { code: 'replaced' }],
  ['server:draining', NOTICES['server:draining'], { spreadMs: 5000 }],
  ['server:recovered', NOTICES['server:recovered'], {}],
  ['server:limits', NOTICES['server:limits'], { fileMaxBytes: FILE_MAX_BYTES }],
];

describe.each(SOUND)('the payload of %s', (_, schema, sound) => {
  it('is accepted', () => {
    expect(parseWire(schema, sound)).toEqual(sound);
  });

  it('is rejected when a field is missing, and the field is named', () => {
    for (const field of Object.keys(sound)) {
      const optional = (field === 'name' && 'online' in sound) || field === 'token';
      const { [field as keyof typeof sound]: _left, ...rest } = sound;
      expect(wrongField(schema, rest)).toBe(optional ? undefined : field);
    }
  });

  it('is rejected when a field has another type, and the field is named', () => {
    for (const field of Object.keys(sound)) {
      for (const wrong of [null, Number.NaN, -1, {}, [null]]) {
        expect(wrongField(schema, { ...sound, [field]: wrong })).toMatch(new RegExp(`^${field}`));
      }
    }
  });

  it('is rejected when there is an additional field, and the field is named', () => {
    for (const field of ['more', 'constructor', 'toString', '__proto__x']) {
      expect(wrongField(schema, { ...sound, [field]: 1 })).toBe(field);
    }
    const named = JSON.parse('{"__proto__": 1}');
    expect(wrongField(schema, Object.assign(named, sound))).toBe('__proto__');
  });

  it('is rejected when it is not an object', () => {
    for (const wrong of [undefined, null, 7, 'x', true, key(), () => sound]) {
      expect(wrongField(schema, wrong)).toBeDefined();
    }
  });
});

describe('bytes on the socket', () => {
  const { request } = REQUESTS['directory:bundle'];

  it('may be a Buffer or an ArrayBuffer, and are copied', () => {
    const buffer = Buffer.alloc(32, 1);
    const parsed = parseWire<typeof request>(request, { identity: buffer });
    buffer.fill(0);
    expect(parsed.identity).toEqual(key().fill(1));
    expect(Object.getPrototypeOf(parsed.identity)).toBe(Uint8Array.prototype);
    const { identity } = parseWire<typeof request>(request, { identity: key().fill(2).buffer });
    expect(identity).toEqual(key().fill(2));
  });

  it.each([0, 31, 33])('of length %d instead of 32 are rejected', (length) => {
    expect(wrongField(request, { identity: key(length) })).toBe('identity');
  });

  it.each([
    ['text', 'A'.repeat(32)],
    ['a list of numbers', Array.from({ length: 32 }, () => 1)],
    ['a map of numbers', { ...key() }],
    ['numbers of another width', new Uint16Array(16)],
    ['a view without type', new DataView(new ArrayBuffer(32))],
  ])('are rejected when they are %s', (_, identity) => {
    expect(wrongField(request, { identity })).toBe('identity');
  });
});

describe('limits on the socket', () => {
  it.each<[string, v.GenericSchema, object, string | undefined]>([
    [
      'the largest envelope',
      REQUESTS['message:send'].request,
      { to: key(), envelope: key(ENVELOPE_MAX_BYTES) },
      undefined,
    ],
    [
      'a larger one',
      REQUESTS['message:send'].request,
      { to: key(), envelope: key(ENVELOPE_MAX_BYTES + 1) },
      'envelope',
    ],
    ['no envelope', REQUESTS['message:send'].request, { to: key(), envelope: key(0) }, 'envelope'],
    [
      'the longest list',
      REQUESTS['presence:watch'].request,
      { people: Array.from({ length: PRESENCE_WATCH_MAX }, () => ({ identity: key() })) },
      undefined,
    ],
    [
      'a longer one',
      REQUESTS['presence:watch'].request,
      { people: Array.from({ length: PRESENCE_WATCH_MAX + 1 }, () => ({ identity: key() })) },
      'people',
    ],
    [
      'a key in it that is none',
      REQUESTS['presence:watch'].request,
      { people: [{ identity: key() }, { identity: key(1) }] },
      'people.1.identity',
    ],
    [
      'a token of another length',
      REQUESTS['message:send'].request,
      { to: key(), envelope: key(9), token: key(TOKEN_BYTES + 1) },
      'token',
    ],
    [
      'another policy',
      REQUESTS['account:policy'].request,
      { requests: 'some', listed: true, invites: [], revoked: [] },
      'requests',
    ],
    [
      'more invites',
      REQUESTS['account:policy'].request,
      {
        requests: 'link',
        listed: true,
        invites: Array.from({ length: POLICY_MAX_INVITES + 1 }, () => key(8)),
        revoked: [],
      },
      'invites',
    ],
    [
      'more revoked tokens',
      REQUESTS['account:policy'].request,
      {
        requests: 'link',
        listed: true,
        invites: [],
        revoked: Array.from({ length: POLICY_MAX_REVOKED + 1 }, () => {
          return { serial: key(8), expires: 1 };
        }),
      },
      'revoked',
    ],
    [
      'a larger limit than the protocol has',
      NOTICES['server:limits'],
      { fileMaxBytes: FILE_MAX_BYTES + 1 },
      'fileMaxBytes',
    ],
    ['a negative limit', NOTICES['server:limits'], { fileMaxBytes: -1 }, 'fileMaxBytes'],
    ['another lane', NOTICES['mailbox:deliver'], { lane: 'friends', items: [] }, 'lane'],
    [
      'an index that no item has',
      DELIVERY_ACK,
      { deferred: [DELIVERY_MAX_ENVELOPES] },
      'deferred.0',
    ],
    ['half an index', DELIVERY_ACK, { deferred: [0.5] }, 'deferred.0'],
    ['a long name', REQUESTS['directory:find'].request, { name: 'x'.repeat(257) }, 'name'],
    [
      'a long host',
      REQUESTS['session:sign-out'].request,
      { host: 'x'.repeat(256), signature: key(64) },
      'host',
    ],
    [
      'a long cursor',
      REQUESTS['lobby:more'].request,
      { prefix: '', after: 'x'.repeat(513) },
      'after',
    ],
    [
      'a large bundle',
      REQUESTS['session:sign-in'].request,
      { host: 'a', bundle: key(4097), signature: key(64) },
      'bundle',
    ],
  ])('%s', (_, schema, payload, field) => {
    expect(wrongField(schema, payload)).toBe(field);
  });
});

/** Names of an object's fields as the protocol document writes them, and of all objects within. */
function fieldsOf(schema: unknown): { readonly own: string[]; readonly within: string[] } {
  const own: string[] = [];
  const within: string[] = [];
  const { entries = {} } = v.parse(
    v.looseObject({ entries: v.optional(v.record(v.string(), v.unknown())) }),
    schema,
  );
  for (const [name, entry] of Object.entries(entries)) {
    const { type, item } = v.parse(
      v.looseObject({ type: v.string(), item: v.optional(v.unknown()) }),
      entry,
    );
    own.push(type === 'optional' ? `${name}?` : name);
    within.push(name, ...(item === undefined ? [] : fieldsOf(item).within));
  }
  return { own, within };
}

describe('the protocol document', () => {
  it('has every event of a client, with the fields of payload and acknowledgement', () => {
    const documented = rowsUnder('Events of a client').map(
      ([event = '', request = '', reply = '']) => [
        codesIn(event)[0],
        codesIn(request),
        codesIn(reply),
      ],
    );
    const known = Object.entries(REQUESTS).map(([event, { request, reply }]) => [
      event,
      fieldsOf(request).own,
      fieldsOf(reply).own,
    ]);
    expect(documented).toEqual(known);
  });

  it('has every event of the relay, with the fields of its payload', () => {
    const documented = rowsUnder('Events of the relay').map(([event = '', payload = '']) => [
      codesIn(event)[0],
      codesIn(payload),
    ]);
    const known = Object.entries(NOTICES).map(([event, schema]) => [event, fieldsOf(schema).own]);
    expect(documented).toEqual(known);
  });

  it('has every field of them, and no other', () => {
    const documented = rowsUnder('Fields of events').map(([field = '']) => codesIn(field)[0]);
    const schemas = [
      ...Object.values(REQUESTS).flatMap(({ request, reply }) => [request, reply]),
      ...Object.values(NOTICES),
      DELIVERY_ACK,
    ];
    const known = new Set(schemas.flatMap((schema) => fieldsOf(schema).within));
    expect(documented).toEqual([...known].sort());
  });
});
