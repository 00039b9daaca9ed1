import * as v from 'valibot';
import { IDENTITY_KEY_BYTES, SIGNATURE_BYTES } from './bundle.ts';
import type { Bytes } from './bytes.ts';
import type { DeliveryAck } from './delivery-ack.ts';
import { ChatError, type ErrorCode, type ErrorDetail } from './errors.ts';
import {
  ENVELOPE_MAX_BYTES,
  FILE_MAX_BYTES,
  NAME_MAX_LENGTH,
  POLICY_MAX_INVITES,
  POLICY_MAX_REVOKED,
  PRESENCE_WATCH_MAX,
} from './limits.ts';
import { PROOF_NONCE_BYTES } from './proof.ts';
import { TOKEN_BYTES, TOKEN_SERIAL_BYTES } from './token.ts';

/**
 * The Socket.IO events, `noun:verb`, with their payloads and acks. Every payload is one object and
 * every event has an ack. Each side parses what it receives with these schemas before it trusts a
 * type.
 */

/** Bytes of a payload: a Buffer in Node, an ArrayBuffer in a browser; ours are copies. */
function bytes(min: number, max = min) {
  return v.pipe(
    v.custom<Uint8Array | ArrayBuffer>(
      (value) => value instanceof Uint8Array || value instanceof ArrayBuffer,
    ),
    v.transform((value): Bytes => new Uint8Array(value)),
    v.check((value) => value.length >= min && value.length <= max),
  );
}

const identity = bytes(IDENTITY_KEY_BYTES);
const signature = bytes(SIGNATURE_BYTES);
const nonce = bytes(PROOF_NONCE_BYTES);
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const host = v.pipe(v.string(), v.maxLength(255));
/** Long enough for a name in any normal form; `parseName` validates it. */
const nameInput = v.pipe(v.string(), v.maxLength(NAME_MAX_LENGTH * 8));
const cursor = v.pipe(v.string(), v.maxLength(512));
const envelope = bytes(1, ENVELOPE_MAX_BYTES);
const bundle = bytes(SIGNATURE_BYTES + 1, 4096);
const token = bytes(TOKEN_BYTES);
const serial = bytes(TOKEN_SERIAL_BYTES);
const nothing = v.strictObject({});

/** Who may start a conversation: everyone, people with an invite token, nobody. */
export const REQUEST_POLICIES = ['everyone', 'link', 'nobody'] as const;
/** Envelopes of contacts, and of people without a valid contact token. */
export const LANES = ['contacts', 'strangers'] as const;

const policy = v.strictObject({
  requests: v.picklist(REQUEST_POLICIES),
  /** Whether the lobby shows this person. */
  listed: v.boolean(),
  /** Serials of the invite tokens that are valid. */
  invites: v.pipe(v.array(serial), v.maxLength(POLICY_MAX_INVITES)),
  /** Contact tokens that are no longer valid, and when each would have expired. */
  revoked: v.pipe(
    v.array(v.strictObject({ serial, expires: time })),
    v.maxLength(POLICY_MAX_REVOKED),
  ),
});

const presence = v.strictObject({
  identity,
  /** The name that this identity holds; absent when it was released. */
  name: v.optional(v.string()),
  online: v.boolean(),
  /** When the identity came online, or was last seen, ms by the relay's clock; 0 when unknown. */
  since: time,
});
const person = v.strictObject({ identity, name: v.string(), since: time });
const lobbyPage = v.strictObject({
  prefix: v.string(),
  people: v.array(person),
  /** How many people match in all. */
  total: time,
  /** Where the next page begins; absent on the last page. */
  next: v.optional(cursor),
});

/** Requests of a client, by event: the schemas of request and reply. */
export const REQUESTS = {
  /** A fresh nonce for one proof on this connection, and the relay's clock. */
  'session:challenge': { request: nothing, reply: v.strictObject({ nonce, time }) },
  /** Proves the identity key in `bundle`, claims its name, publishes the bundle. */
  'session:sign-in': {
    request: v.strictObject({ host, bundle, signature }),
    reply: v.strictObject({ name: v.string() }),
  },
  /** Releases the name, forgets the identity, and ends the session. */
  'session:sign-out': { request: v.strictObject({ host, signature }), reply: nothing },
  /** Replaces the rules by which the relay treats people without a valid contact token. */
  'account:policy': { request: policy, reply: nothing },
  /**
   * The first page of the people who are online, newest first, or by name when `prefix` is given.
   * Updates are sent as `lobby:page` whenever this page changes, until `lobby:close` or another
   * `lobby:open`.
   */
  'lobby:open': { request: v.strictObject({ prefix: nameInput }), reply: lobbyPage },
  /** The page that begins at a cursor. It is not updated. */
  'lobby:more': { request: v.strictObject({ prefix: nameInput, after: cursor }), reply: lobbyPage },
  'lobby:close': { request: nothing, reply: nothing },
  /** The holder of a name. */
  'directory:find': { request: v.strictObject({ name: nameInput }), reply: presence },
  /** The newest bundle of an identity. */
  'directory:bundle': { request: v.strictObject({ identity }), reply: v.strictObject({ bundle }) },
  /** Replaces the list of people whose presence changes this client receives. */
  'presence:watch': {
    request: v.strictObject({
      people: v.pipe(
        v.array(v.strictObject({ identity, token: v.optional(token) })),
        v.maxLength(PRESENCE_WATCH_MAX),
      ),
    }),
    reply: v.strictObject({ presences: v.array(presence) }),
  },
  /** Enqueues an envelope in a mailbox. The ack means 'queued'. */
  'message:send': {
    request: v.strictObject({ to: identity, envelope, token: v.optional(token) }),
    reply: nothing,
  },
} as const;

/** Events of the relay. `mailbox:deliver` is acknowledged once everything in it is stored. */
export const NOTICES = {
  'mailbox:deliver': v.strictObject({
    lane: v.picklist(LANES),
    items: v.array(v.strictObject({ from: identity, envelope })),
  }),
  'lobby:page': lobbyPage,
  'presence:changed': presence,
  /** Why this connection has ended; the client does not reconnect automatically. */
  'session:ended': v.strictObject({ code: v.picklist(['replaced']) }),
  /** The relay stops soon: reconnect within this many ms, at a random moment. */
  'server:draining': v.strictObject({ spreadMs: time }),
  /**
   * The relay's store was unavailable and may have lost data: send everything unacknowledged again,
   * and ask for the rest.
   */
  'server:recovered': v.strictObject({}),
  /** Sent after every sign-in: the largest file that the operator wants clients to send, bytes. */
  'server:limits': v.strictObject({ fileMaxBytes: v.pipe(time, v.maxValue(FILE_MAX_BYTES)) }),
} as const;

export type RequestName = keyof typeof REQUESTS;
export type NoticeName = keyof typeof NOTICES;
export type Request<E extends RequestName> = v.InferOutput<(typeof REQUESTS)[E]['request']>;
export type ReplyData<E extends RequestName> = v.InferOutput<(typeof REQUESTS)[E]['reply']>;
export type Notice<E extends NoticeName> = v.InferOutput<(typeof NOTICES)[E]>;

export type Policy = v.InferOutput<typeof policy>;
export type RequestPolicy = Policy['requests'];
export type Lane = (typeof LANES)[number];
export type Presence = v.InferOutput<typeof presence>;
export type Person = v.InferOutput<typeof person>;
export type LobbyPage = v.InferOutput<typeof lobbyPage>;

/** The content of an ack: the data, or an error. */
export type Reply<E extends RequestName> =
  | { readonly ok: true; readonly data: ReplyData<E> }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode } & ErrorDetail };

export type ClientToServerEvents = {
  [E in RequestName]: (request: Request<E>, ack: (reply: Reply<E>) => void) => void;
};
export type ServerToClientEvents = {
  [E in NoticeName]: E extends 'mailbox:deliver'
    ? (notice: Notice<E>, ack: (ack: DeliveryAck) => void) => void
    : (notice: Notice<E>) => void;
};

/** What the client sends when it connects (`auth` of the Socket.IO handshake). */
export const HANDSHAKE = v.looseObject({
  protocol: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
/** The content of `error.data` of a rejected handshake. */
export interface HandshakeRefusal {
  readonly code: ErrorCode;
  /** The relay's protocol version. */
  readonly protocol: number;
}

/** Parses what a peer sent. @throws ChatError `malformed` with the name of the first wrong field. */
export function parseWire<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  throw new ChatError('malformed', { field: v.getDotPath(result.issues[0]) ?? 'payload' });
}
