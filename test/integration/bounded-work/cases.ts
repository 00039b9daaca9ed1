import type { IncomingMessage } from 'node:http';
import { keyOf } from '../../../src/backend/store/lobby-keys.ts';
import { clientAddress } from '../../../src/backend/transport/client-address.ts';
import { mayConnect } from '../../../src/backend/transport/handshake.ts';
import { packetParser } from '../../../src/backend/transport/packet-parser.ts';
import { Delivery } from '../../../src/client/connection/delivery.ts';
import { packetParser as clientPacketParser } from '../../../src/client/connection/packet-parser.ts';
import { owedReceipt } from '../../../src/client/inbound/receipt.ts';
import { placeRecord } from '../../../src/client/inbound/stream-assembler.ts';
import { applyReceipt } from '../../../src/client/outbound/acknowledgement.ts';
import { compose, newId, sealFirst } from '../../../src/client/outbound/outbox.ts';
import { MessageIndex } from '../../../src/client/search/message-index.ts';
import { TextFolder } from '../../../src/client/search/text-folder.ts';
import { Transaction } from '../../../src/client/storage/peer-store.ts';
import { makePeerContext } from '../../../src/client/testing/peer-context.ts';
import { sampleConversation, sampleMessage } from '../../../src/client/testing/sample-views.ts';
import type { ConversationView, MessageView } from '../../../src/client/views.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { pad, unpad } from '../../../src/crypto/padding.ts';
import { decodeBundle } from '../../../src/protocol/bundle.ts';
import {
  type Bytes,
  concat,
  fromBase64url,
  toBase64url,
  utf8,
} from '../../../src/protocol/bytes.ts';
import { isEmoji } from '../../../src/protocol/emoji.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import { NOTICES, parseWire, REQUESTS } from '../../../src/protocol/events.ts';
import { safeFileName } from '../../../src/protocol/file-name.ts';
import { checkIdentifier } from '../../../src/protocol/identifier.ts';
import { parseInvite } from '../../../src/protocol/invite.ts';
import {
  ENVELOPE_MAX_BYTES,
  FILE_NAME_MAX_LENGTH,
  INBOX_MAX_AHEAD,
  OUTBOX_MAX_SEALED,
  PACKET_MAX_DEPTH,
  PAYLOAD_MAX_BYTES,
  REACTION_MAX_UNITS,
  RECORD_MAX_BYTES,
  TEXT_MAX_LENGTH,
} from '../../../src/protocol/limits.ts';
import { readLooks } from '../../../src/protocol/look-alike.ts';
import { checkMessagePack } from '../../../src/protocol/message-pack.ts';
import { foldName, parseName } from '../../../src/protocol/name.ts';
import { type ChatRecord, decodeRecord, encodeRecord } from '../../../src/protocol/record.ts';
import { checkSafetyCode } from '../../../src/protocol/safety-code.ts';
import { parseTranscript, transcript } from '../../../src/protocol/transcript.ts';
import { CONFUSABLES } from '../../../src/protocol/unicode/confusables.ts';
import { stableRows } from '../../../src/ui/browser/app/stable-rows.ts';
import { splitLinks } from '../../../src/ui/browser/conversation/links.ts';
import { noticeOf } from '../../../src/ui/browser/conversation/notice.ts';
import { toRows } from '../../../src/ui/browser/conversation/rows.ts';
import { splitText } from '../../../src/ui/browser/conversation/text-parts.ts';
import { TimelineWindow } from '../../../src/ui/browser/conversation/timeline-window.ts';
import { UnreadMessages } from '../../../src/ui/browser/conversation/unread-messages.ts';
import { mediaTypeOf } from '../../../src/ui/browser/files/media-type.ts';
import { PICTURE_HEAD_BYTES, pictureSizeOf } from '../../../src/ui/browser/files/picture-size.ts';
import { avatarOf } from '../../../src/ui/browser/people/avatar.ts';
import { conversationRow } from '../../../src/ui/browser/people/list-row.ts';
import { Looks } from '../../../src/ui/browser/people/look-alikes.ts';
import { hasNamesake, strangersIn } from '../../../src/ui/browser/people/strangers.ts';
import { format } from '../../../src/ui/strings/format.ts';

/** The worst-case input of one module that processes input from others. */
export interface Case {
  /** The module, in src/. */
  readonly file: string;
  readonly input: string;
  /** The maximum size: bytes, characters or elements. */
  readonly max: number;
  /** The most steps allowed for each of them. */
  readonly each: number;
  /** Prepares an input of a size; returns the action whose work is measured. */
  prepare(size: number): Action | Promise<Action>;
}
type Action = () => unknown;

/** Work that ends with a rejection counts, too. */
const refusing = (action: Action): Action => {
  return () => {
    try {
      return action();
    } catch {
      return undefined;
    }
  };
};

/** A text of a length: a prefix, then a piece repeated as often as it fits. */
const filled = (size: number, piece: string, start = ''): string =>
  (start + piece.repeat(size / piece.length + 1)).slice(0, size);

const bytesOf = (size: number, piece: readonly number[], start: readonly number[] = []): Bytes =>
  Uint8Array.from({ length: size }, (_, n) =>
    n < start.length ? (start[n] as number) : (piece[(n - start.length) % piece.length] as number),
  );

const u32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);

const NO_PREV = new Uint8Array(32);

/** A record whose body is any JSON. */
const recordOf = (json: string, seq = 1): Bytes =>
  transcript('record', new Uint8Array(16), seq, 1, 0, NO_PREV, utf8(json));

const message = (n: number, changes: Partial<MessageView> = {}): MessageView =>
  sampleMessage({ id: `m${n}`, sent: n, order: String(n).padStart(14, '0'), ...changes });

const conversation = (peer: string, changes: Partial<ConversationView> = {}): ConversationView =>
  sampleConversation({ peer, name: peer, missing: true, ...changes });

const CONTEXT = {
  connection: { kind: 'online' },
  disconnected: false,
  now: 0,
  clockSkew: 0,
  open: undefined,
} as const;

const many = <T>(size: number, make: (n: number) => T): T[] =>
  Array.from({ length: size }, (_, n) => make(n));

/** More elements than any list on screen has. */
const LIST = 2000;
/** Bytes of HTTP headers that Node accepts. */
const HEADERS = 16 * 1024;
const KEY = new Uint8Array(32);

/** Records of one stream, each with the hash of the previous one. */
async function stream(size: number): Promise<{ record: ChatRecord; bytes: Bytes }[]> {
  const records: { record: ChatRecord; bytes: Bytes }[] = [];
  let prev: Bytes = NO_PREV;
  for (let seq = 1; seq <= size; seq++) {
    const id = toBase64url(Uint8Array.from({ length: 16 }, (_, n) => seq >> (8 * n)));
    const body = { type: 'text', id, text: 'x' } as const;
    const record = { stream: new Uint8Array(16), seq, clock: seq, sent: 0, prev, body };
    const bytes = encodeRecord(record);
    records.push({ record, bytes });
    prev = await sha256(bytes);
  }
  return records;
}

async function withHeld(size: number): Promise<{ tx: Transaction; place: () => Promise<unknown> }> {
  const { store } = await makePeerContext({ identity: KEY });
  store.state.consent satisfies string;
  const tx = new Transaction(store);
  tx.state = { ...tx.state, consent: 'accepted' };
  const authors = { own: KEY, peer: KEY };
  const [above, from] = [async () => undefined, async () => []];
  const me = {
    losesTieBreak: false,
    authors,
    now: 0,
    readReceipts: true,
    displayed: '',
    above,
    from,
  };
  const [first, ...later] = await stream(size + 1);
  for (const { record, bytes } of later) await placeRecord(tx, record, bytes, me);
  if (first === undefined) throw new RangeError('no record');
  return { tx, place: () => placeRecord(tx, first.record, first.bytes, me) };
}

/** An outbox with a number of sealed entries. */
async function withSealed(size: number): Promise<Transaction> {
  const { store, context } = await makePeerContext({ identity: KEY });
  const tx = new Transaction(store);
  const sealed = { envelope: new Uint8Array(1), chain: 'chain', bundle: 1 };
  const parts = {
    sealer: { seal: async () => sealed },
    context: { ...context, losesTieBreak: false, now: 0 },
  };
  for (let n = 0; n < size; n++) {
    await sealFirst(tx, compose(tx, { type: 'text', id: newId(), text: 'x' }, n), parts);
  }
  return tx;
}

const decoderOf =
  (parser: { Decoder: new () => { add(frame: unknown): void } }) => (frame: Bytes) =>
    refusing(() => new parser.Decoder().add(frame));

/** Other modules that process input from others, and the reason why their work is bounded. */
export const BOUNDED_OTHERWISE: Readonly<Record<string, string>> = {
  'protocol/error-meanings.ts': 'a table',
  'protocol/errors.ts': 'looks a code up',
  'protocol/file-record.ts': 'part of record.ts',
  'protocol/record-fields.ts': 'part of record.ts',
  'protocol/kem-key.ts': 'keys of 1,184 bytes',
  'protocol/lazy.ts': 'takes no input',
  'protocol/limits.ts': 'constants',
  'protocol/proof.ts': 'encodes own fields',
  'protocol/delivery-ack.ts': 'DELIVERY_MAX_ENVELOPES numbers',
  'protocol/token.ts': 'tokens of 82 bytes',
  'protocol/version.ts': 'a constant',
  'client/connection/load-code.ts': 'loads code',
  'client/connection/lobby.ts': 'one page, which events.ts parses',
  'client/connection/long-polling.ts': 'a transport of Engine.IO',
  'client/connection/name-holders.ts': 'one answer for each question',
  'client/connection/relay-client.ts': 'passes on what events.ts parses',
  'client/connection/relay-socket.ts': 'passes on what events.ts parses',
  'client/connection/request-queue.ts': 'own requests',
  'client/connection/session.ts': 'one answer for each question',
  'client/connection/sign-in.ts': 'one answer for each question',
  'client/inbound/applied-record.ts': 'one record, with the case of stream-assembler.ts',
  'client/inbound/chain-ids.ts': 'CHAIN_IDS_REMEMBERED',
  'client/inbound/admission.ts': 'a table',
  'client/inbound/fork.ts': 'once a minute for each peer, the outbox',
  'client/inbound/inbox.ts': 'each envelope alone',
  'client/inbound/offer-limits.ts': 'counts',
  'client/inbound/opener.ts':
    'CHAINS_PER_PEER and CHAIN_IDS_REMEMBERED, for each offer within its limits',
  'client/inbound/read-marks.ts': 'STREAMS_PER_PEER; runs when this person reads',
  'client/inbound/receiving-chain.ts': 'CHAIN_MAX_N keys',
  'client/inbound/report-limits.ts': 'counts',
  'client/inbound/stream-fork.ts': 'an error',
  'client/inbound/typing.ts': 'compares two times',
  'client/files/conversation-files.ts': 'types',
  'client/files/download.ts': 'one part, or a window of FILE_WINDOW, for each envelope',
  'client/files/file-content.ts': 'the parts of a file that the user has accepted, one by one',
  'client/files/file-host.ts': 'types',
  'client/files/file-import.ts': 'runs when this person sends files',
  'client/files/file-loader.ts': 'passes one record on',
  'client/files/file-row.ts': 'the fields of one record',
  'client/files/file-view.ts': 'one message; its ranges are at most half of its parts',
  'client/files/file-views.ts': 'types',
  'client/files/peer-files.ts': 'one record at a time',
  'client/files/send-pace.ts': 'counts',
  'client/files/transfer-rows.ts': 'one transfer at a time',
  'client/files/transfer.ts': 'the fields of one record',
  'client/files/upload.ts':
    'FILE_WINDOW parts for each request, and a digit for each part of an own file',
  'client/messages/countdowns.ts': 'the messages that were just seen',
  'client/messages/expiry.ts': 'the messages that will disappear, for each delivery',
  'client/messages/expiry-timer.ts': 'one timer',
  'client/messages/message-actions.ts': 'runs when this person changes a message',
  'client/messages/message-change.ts': 'one message',
  'client/messages/receipt-times.ts': 'the last 128 messages, for each delivery',
  'client/messages/message-lookup.ts': 'one row by its key, and the outbox',
  'client/messages/outbox-erasure.ts': 'OUTBOX_MAX_SEALED; runs when this person edits or deletes',
  'client/messages/own-changes.ts': 'runs when this person changes a message',
  'client/messages/peer-changes.ts': 'one message, and EARLY_DELETIONS_MAX',
  'client/messages/placed-change.ts': 'one message',
  'client/messages/quotes.ts': 'the replies on screen, for each entry',
  'client/inbound/over-budget.ts': 'an error',
  'client/inbound/stranger-limits.ts': 'counts',
  'client/tokens/given-tokens.ts': 'one token for each record',
  'client/tokens/received-tokens.ts': 'one token of 82 bytes in each record',
  'client/tokens/privacy.ts': 'own settings',
  'backend/transport/forget-request.ts': 'replaces four fields',
  'backend/transport/packet-rate-limit.ts': 'counts',
  'backend/transport/relay-server.ts': 'types',
  'backend/transport/response-headers.ts': 'one comparison',
  'backend/transport/rooms.ts': 'a prefix',
  'backend/transport/send-buffer-limit.ts': 'counts',
  'backend/transport/terminate.ts': 'ends a connection',
  'backend/transport/websocket-frame.ts': 'copies one packet that the relay made',
  'backend/transport/websocket-server.ts': 'settings of the ws package',
  'ui/browser/conversation/composer-field.ts': 'one element',
  'ui/browser/conversation/copy-messages.ts': 'elements that are on screen',
  'ui/browser/conversation/dates.ts': 'one number',
  'ui/browser/conversation/entry-view.ts': 'a fixed number of parts of one row',
  'ui/browser/conversation/event-text.ts': 'a name in one text, as format.ts does it',
  'ui/browser/conversation/message-words.ts':
    'looks up a label; a name in one text, as format.ts does it',
  'ui/browser/conversation/history-reader.ts':
    'pages of a fixed length, as timeline-window.ts has them',
  'ui/browser/conversation/linked-text.ts': 'the parts of one text, as text-parts.ts finds them',
  'ui/browser/conversation/presence.ts': 'one number and a name',
  'ui/browser/conversation/scroll-place.ts': 'elements that are on screen',
};

/** Every product file in these folders has a case or is listed above. */
export const FOLDERS = [
  'protocol/',
  'client/connection/',
  'client/inbound/',
  'client/tokens/',
  'client/messages/',
  'client/search/',
  'client/files/',
  'backend/transport/',
  'ui/browser/conversation/',
  'ui/browser/people/',
];

export const CASES: readonly Case[] = [
  {
    file: 'protocol/emoji.ts',
    input: 'emoji that joiners make one cluster',
    max: REACTION_MAX_UNITS,
    each: 12,
    prepare: (size) => {
      const text = filled(size, '👍\u200d');
      return () => isEmoji(text);
    },
  },
  {
    file: 'protocol/bytes.ts',
    input: 'base64url that is canonical but for its last character',
    max: RECORD_MAX_BYTES,
    each: 12,
    prepare: (size) => refusing(() => fromBase64url(`${filled(size - 1, 'A')}B`)),
  },
  {
    file: 'protocol/message-pack.ts',
    input: 'an array of nothing',
    max: PAYLOAD_MAX_BYTES,
    each: 12,
    prepare: (size) => {
      const packet = bytesOf(size, [0xc0], [0xdd, ...u32(size - 5)]);
      return () => checkMessagePack(packet, PACKET_MAX_DEPTH);
    },
  },
  {
    file: 'protocol/message-pack.ts',
    input: 'an array of empty arrays',
    max: PAYLOAD_MAX_BYTES,
    each: 12,
    prepare: (size) => {
      const packet = bytesOf(size, [0x90], [0xdd, ...u32(size - 5)]);
      return () => checkMessagePack(packet, PACKET_MAX_DEPTH);
    },
  },
  {
    file: 'protocol/message-pack.ts',
    input: 'arrays of one array each',
    max: PAYLOAD_MAX_BYTES,
    each: 1,
    prepare: (size) => {
      const packet = bytesOf(size, [0x91]);
      return refusing(() => checkMessagePack(packet, PACKET_MAX_DEPTH));
    },
  },
  {
    file: 'client/connection/packet-parser.ts',
    input: 'an array of empty maps',
    max: PAYLOAD_MAX_BYTES,
    each: 24,
    prepare: (size) =>
      decoderOf(clientPacketParser)(bytesOf(size, [0x80], [0xdd, ...u32(size - 5)])),
  },
  {
    file: 'backend/transport/packet-parser.ts',
    input: 'an array of empty maps',
    max: PAYLOAD_MAX_BYTES,
    each: 24,
    prepare: (size) => decoderOf(packetParser)(bytesOf(size, [0x80], [0xdd, ...u32(size - 5)])),
  },
  {
    file: 'protocol/events.ts',
    input: 'identity keys to watch, all of them too short',
    max: PAYLOAD_MAX_BYTES,
    each: 4,
    prepare: (size) => {
      const people = many(size, () => ({ identity: new Uint8Array() }));
      return refusing(() => parseWire(REQUESTS['presence:watch'].request, { people }));
    },
  },
  {
    file: 'protocol/events.ts',
    input: 'a page of the lobby from a relay that sends more than it may',
    max: LIST,
    each: 200,
    prepare: (size) => {
      const people = many(size, (n) => ({ identity: KEY, name: `${n}`, since: n }));
      return () => parseWire(NOTICES['lobby:page'], { prefix: '', people, total: size });
    },
  },
  {
    file: 'client/connection/delivery.ts',
    input: 'envelopes of one sender from a relay that sends more than it may',
    max: LIST,
    each: 200,
    prepare: (size) => {
      const clock = { now: () => 0, after: () => () => undefined };
      const delivery = new Delivery({ clock, receive: async () => [], onProblem: () => {} });
      const items = many(size, () => ({ from: KEY, envelope: KEY }));
      return () => delivery.take({ lane: 'strangers', items }, () => undefined);
    },
  },
  {
    file: 'protocol/envelope.ts',
    input: 'an envelope with an offer',
    max: ENVELOPE_MAX_BYTES,
    each: 4,
    prepare: (size) => {
      const envelope = bytesOf(size, [1], [1, 1]);
      return refusing(() => decodeEnvelope(envelope));
    },
  },
  {
    file: 'protocol/offer.ts',
    input: 'what is left of an envelope behind its offer',
    max: ENVELOPE_MAX_BYTES,
    each: 4,
    prepare: (size) => {
      const envelope = concat(bytesOf(70, [0], [1, 1]), bytesOf(size - 70, [0xff]));
      return refusing(() => decodeEnvelope(envelope));
    },
  },
  {
    file: 'protocol/transcript.ts',
    input: 'a field as long as all of them may be',
    max: RECORD_MAX_BYTES,
    each: 4,
    prepare: (size) => {
      const bytes = transcript('store', 'table', bytesOf(size, [0]));
      return () => parseTranscript('store', 2, bytes);
    },
  },
  {
    file: 'crypto/padding.ts',
    input: 'zeros behind an empty record',
    max: RECORD_MAX_BYTES,
    each: 4,
    prepare: (size) => {
      const padded = pad(bytesOf(size - 4 - size / 16, [0]));
      return refusing(() => unpad(padded));
    },
  },
  ...['[', '{"a":', '"\\ud800', '[[1,1],', '1,'].map(
    (piece): Case => ({
      file: 'protocol/record.ts',
      input: `a body full of ${piece}`,
      max: RECORD_MAX_BYTES,
      each: 8,
      prepare: (size) => {
        const bytes = recordOf(filled(size, piece, '{"type":"text","text":'));
        return refusing(() => decodeRecord(bytes));
      },
    }),
  ),
  {
    file: 'protocol/record.ts',
    input: 'a receipt with as many wrong ranges as fit',
    max: RECORD_MAX_BYTES,
    each: 8,
    prepare: (size) => {
      const hash = toBase64url(NO_PREV);
      const stream = toBase64url(new Uint8Array(16));
      const held = many(size / 3, () => []);
      const body = { type: 'receipt', stream, delivered: 1, hash, held };
      const bytes = recordOf(JSON.stringify(body), 0);
      return refusing(() => decodeRecord(bytes));
    },
  },
  {
    file: 'protocol/record.ts',
    input: 'unknown fields of an unknown type',
    max: RECORD_MAX_BYTES,
    each: 8,
    prepare: (size) => {
      const fields = many(size / 12, (n) => `"${n}":0`).join();
      const bytes = recordOf(`{"type":"newer",${fields}}`);
      return () => decodeRecord(bytes);
    },
  },
  {
    file: 'protocol/record.ts',
    input: 'a request for parts with as many ranges as fit',
    max: RECORD_MAX_BYTES,
    each: 8,
    prepare: (size) => {
      const want = many(size / 12, (n) => [n * 2, n * 2]);
      const body = { type: 'file-request', id: toBase64url(new Uint8Array(16)), have: 0, want };
      const bytes = recordOf(JSON.stringify(body), 0);
      return refusing(() => decodeRecord(bytes));
    },
  },
  ...['x', '. ', '\u{202e}', '😀'].map(
    (piece): Case => ({
      file: 'protocol/file-name.ts',
      input: `a name of ${JSON.stringify(piece)}`,
      max: FILE_NAME_MAX_LENGTH * 2,
      each: 20,
      prepare: (size) => {
        const name = `x${filled(size - 2, piece)}x`;
        return () => safeFileName(name);
      },
    }),
  ),
  {
    file: 'protocol/bundle.ts',
    input: 'a name that fills the bundle',
    max: 4096,
    each: 80,
    prepare: (size) => {
      const name = filled(size / 2, '\u0301');
      const fields = [1, 1, 0, name, KEY, new Uint8Array(384), new Uint8Array(1184)] as const;
      const bytes = concat(transcript('bundle', ...fields), new Uint8Array(64));
      return refusing(() => decodeBundle(bytes));
    },
  },
  ...['\ufdfa', 'a\u0301', ' ', 'аa', '\u1100\u1161\u11a8'].map(
    (piece): Case => ({
      file: 'protocol/name.ts',
      input: `a name of ${JSON.stringify(piece)}`,
      max: 4096,
      each: 200,
      prepare: (size) => {
        const name = filled(size, piece);
        return refusing(() => [foldName(name), parseName(name)]);
      },
    }),
  ),
  {
    file: 'protocol/look-alike.ts',
    input: 'a name of dots above one i',
    max: 4096,
    each: 200,
    prepare: (size) => {
      const name = filled(size, '\u0307', 'i');
      const lookOf = readLooks(CONFUSABLES);
      return () => lookOf(name);
    },
  },
  {
    file: 'protocol/identifier.ts',
    input: 'a name of allowed characters',
    max: 4096,
    each: 60,
    prepare: (size) => {
      const name = filled(size, '名');
      return () => checkIdentifier(name);
    },
  },
  {
    file: 'protocol/invite.ts',
    input: 'a fragment of many full stops',
    max: RECORD_MAX_BYTES,
    each: 12,
    prepare: (size) => {
      const fragment = filled(size, '.a', '#');
      return refusing(() => parseInvite(`${fragment}!`));
    },
  },
  {
    file: 'protocol/invite.ts',
    input: 'a percent-encoded name of marks',
    max: RECORD_MAX_BYTES,
    each: 12,
    prepare: (size) => {
      const fragment = `#${filled(size - (size % 6), '%CC%81')}.${toBase64url(KEY)}`;
      return refusing(() => parseInvite(fragment));
    },
  },
  {
    file: 'protocol/safety-code.ts',
    input: 'a QR code of many keys',
    max: 4096,
    each: 12,
    prepare: (size) => {
      const text = filled(size, 'a.', 'live-chat/v1/keys:');
      return () => checkSafetyCode(text, { own: KEY, peer: KEY });
    },
  },
  {
    file: 'client/inbound/stream-assembler.ts',
    input: 'the record that all that is held waited for',
    max: INBOX_MAX_AHEAD,
    each: 4000,
    prepare: async (size) => (await withHeld(size)).place,
  },
  {
    file: 'client/inbound/receipt.ts',
    input: 'a receipt for records of which every other is missing',
    max: INBOX_MAX_AHEAD,
    each: 60,
    prepare: async (size) => {
      const { tx } = await withHeld(size);
      for (const [index, key] of [...tx.entries('held').keys()].entries()) {
        if (index % 2 === 0) tx.delete('held', key);
      }
      return () => owedReceipt(tx, { readReceipts: true });
    },
  },
  {
    file: 'client/outbound/acknowledgement.ts',
    input: 'a receipt with all ranges against a full outbox',
    max: OUTBOX_MAX_SEALED,
    each: 200,
    prepare: async (size) => {
      const tx = await withSealed(size);
      const held = many(8, (n): [number, number] => [2 * n + 2, 2 * n + 2]);
      const { stream } = tx.state.out;
      const hash = toBase64url(NO_PREV);
      const receipt = { type: 'receipt', stream, delivered: 0, hash, held } as const;
      return () => applyReceipt(tx, receipt, 0);
    },
  },
  ...[
    ['closing brackets behind an address', 'https://a', ')'],
    ['brackets of all kinds behind an address', 'https://a', ')]}'],
    ['pairs of brackets behind an address', 'https://a', '()'],
    ['full stops behind an address', 'https://a', '.'],
    ['short addresses', '', 'https://a '],
    ['beginnings of addresses', '', 'https://'],
    ['one host', 'https://', 'а'],
    [
      'a host of many characters',
      'https://',
      many(500, (n) => String.fromCodePoint(0x4e00 + 7 * n)).join(''),
    ],
    ['a path of many characters', 'https://a.example/', '中'],
    ['beginnings of hosts', '', 'www.'],
    ['a name of a mail address', '', 'a.'],
    ['signs of mail addresses', '', 'a@'],
    ['a domain of a mail address', 'a@', 'a.'],
    ['digits of a telephone number', 'tel:', '1'],
  ].map(
    ([input = '', start, piece = '']): Case => ({
      file: 'ui/browser/conversation/links.ts',
      input,
      max: TEXT_MAX_LENGTH,
      each: 40,
      prepare: (size) => {
        const text = filled(size, piece, start);
        return () => splitLinks(text);
      },
    }),
  ),
  {
    file: 'client/search/text-folder.ts',
    input: 'characters with marks of many alphabets',
    max: TEXT_MAX_LENGTH,
    each: 60,
    prepare: (size) => {
      const text = filled(size, 'é\u0301ä\u0308ي\u064bß');
      const folder = new TextFolder('en');
      folder.fold(text);
      return () => folder.foldWithOrigins(text);
    },
  },
  {
    file: 'client/search/message-index.ts',
    input: 'a text that almost contains a word at each place',
    max: TEXT_MAX_LENGTH,
    each: 60,
    prepare: (size) => {
      const index = new MessageIndex('en');
      index.put(message(1, { text: `${filled(size, 'é')} end` }));
      return () => index.find('end', undefined, 1);
    },
  },
  ...[
    ['backticks', '`'],
    ['pairs of backticks', '` '],
    ['code', '`a` '],
    ['lines with one backtick', '`\n'],
    ['backticks in runs of many lengths', many(100, (n) => `${'`'.repeat(n + 1)} `).join('')],
  ].map(
    ([input = '', piece = '']): Case => ({
      file: 'ui/browser/conversation/text-parts.ts',
      input,
      max: TEXT_MAX_LENGTH,
      each: 40,
      prepare: (size) => {
        const text = filled(size, piece, '');
        return () => splitText(text, splitLinks);
      },
    }),
  ),
  ...[
    ['a WebM of names of codecs', [0x1a, 0x45, 0xdf, 0xa3, ...utf8('webm')], utf8('V_VP')],
    ['an MP4 of sound tracks', [0, 0, 0, 24, ...utf8('ftypisom')], utf8('soun')],
    ['MPEG audio of frame marks', [], [0xff, 0xe0]],
  ].map(
    ([input, start, piece]): Case => ({
      file: 'ui/browser/files/media-type.ts',
      input: input as string,
      max: 4_096,
      each: 20,
      prepare: (size) => {
        const file = bytesOf(size, piece as number[], start as number[]);
        return () => mediaTypeOf(file);
      },
    }),
  ),
  ...[
    ['a JPEG of fill bytes', [0xff, 0xd8], [0xff]],
    ['a JPEG of empty segments', [0xff, 0xd8], [0xff, 0xe1, 0, 2]],
    [
      'an AVIF of empty boxes',
      [...u32(16), ...utf8('ftypavif'), ...u32(0)],
      [...u32(8), ...utf8('free')],
    ],
  ].map(
    ([input, start, piece]): Case => ({
      file: 'ui/browser/files/picture-size.ts',
      input: input as string,
      max: PICTURE_HEAD_BYTES / 8,
      each: 20,
      prepare: (size) => {
        const file = bytesOf(size, piece as number[], start as number[]);
        return () => pictureSizeOf(file);
      },
    }),
  ),
  {
    file: 'ui/browser/conversation/rows.ts',
    input: 'messages of one minute',
    max: LIST,
    each: 200,
    prepare: (size) => {
      const entries = many(size, (n) => message(n));
      return () => toRows(entries, { peerName: 'Bob', unreadFrom: undefined, now: 0 });
    },
  },
  {
    file: 'ui/browser/app/stable-rows.ts',
    input: 'rows that are the same as before',
    max: LIST,
    each: 60,
    prepare: (size) => {
      const rows = many(size, (n) => ({ key: `${n}` }));
      const shown = many(size, (n) => ({ key: `${n}` }));
      return () => stableRows(rows, shown);
    },
  },
  {
    file: 'ui/browser/conversation/unread-messages.ts',
    input: 'new lines that are all that is shown',
    max: LIST,
    each: 60,
    prepare: (size) => {
      const lines = many(size, (n) => message(n));
      return () => {
        const unread = new UnreadMessages();
        unread.add(lines, lines);
        unread.countHidden({ isAtEnd: false, inView: new Set() });
        unread.see({ isAtEnd: false, inView: new Set(lines.slice(1).map(({ id }) => id)) });
        return [unread.first, unread.lastRead(lines)];
      };
    },
  },
  {
    file: 'ui/browser/conversation/timeline-window.ts',
    input: 'messages that come from the last to the first',
    max: LIST,
    each: 60,
    prepare: (size) => {
      const lines = many(size, (n) => message(size - n));
      return () => {
        const window = new TimelineWindow();
        window.fill(lines, { hasOlder: true, hasNewer: true });
        for (const line of lines) window.put(line);
        window.trim(size / 2, size / 2);
        return window.entries;
      };
    },
  },
  {
    file: 'ui/browser/conversation/notice.ts',
    input: 'a name of placeholders',
    max: 4096,
    each: 8,
    prepare: (size) => {
      const peer = conversation('bob', { name: filled(size, '{name}'), online: false });
      return () => noticeOf(peer, { disconnected: false });
    },
  },
  {
    file: 'ui/strings/format.ts',
    input: 'a value of placeholders',
    max: 4096,
    each: 8,
    prepare: (size) => {
      const name = filled(size, '{name}');
      return () => format('{name} left', { name });
    },
  },
  {
    file: 'ui/browser/people/avatar.ts',
    input: 'a name of marks on one character',
    max: 4096,
    each: 8,
    prepare: (size) => {
      const name = filled(size, '\u0301', 'a');
      return () => avatarOf('bob', name);
    },
  },
  {
    file: 'ui/browser/people/list-row.ts',
    input: 'a long last text and a long draft',
    max: TEXT_MAX_LENGTH,
    each: 8,
    prepare: (size) => {
      const text = filled(size, 'x');
      const peer = conversation('bob', { last: message(1, { text }) });
      return () => [
        conversationRow(peer, CONTEXT),
        conversationRow({ ...peer, draft: text }, CONTEXT),
      ];
    },
  },
  {
    file: 'ui/browser/people/strangers.ts',
    input: 'a lobby of people with whom there are conversations',
    max: LIST,
    each: 60,
    prepare: (size) => {
      const people = many(size, (n) => ({ peer: `${n}`, name: `${n}`, since: 0 }));
      const lobby = { prefix: '', people, total: size, hasMore: false };
      const conversations = people.map(({ peer }) => conversation(peer));
      const view = { profile: { peer: 'me', name: 'me' }, lobby, conversations };
      return () => [strangersIn(view), hasNamesake('me', 'me', conversations)];
    },
  },
  {
    file: 'ui/browser/people/look-alikes.ts',
    input: 'a list of people whose names look like others',
    max: LIST,
    each: 600,
    prepare: (size) => {
      const looks = new Looks(CONFUSABLES);
      const conversations = many(size, (n) => conversation(`${n}`, { name: `ВОВ ${n}` }));
      return () => looks.contactLike('me', 'BOB', conversations);
    },
  },
  {
    file: 'backend/transport/client-address.ts',
    input: 'a forwarded header of commas',
    max: HEADERS,
    each: 8,
    prepare: (size) => {
      const headers = { 'x-forwarded-for': filled(size, ',') };
      const request = { headers, socket: {} } as unknown as IncomingMessage;
      return () => clientAddress(request, 1);
    },
  },
  {
    file: 'backend/transport/handshake.ts',
    input: 'an origin of many characters',
    max: HEADERS,
    each: 20,
    prepare: (size) => {
      const headers = { origin: filled(size, 'ßéü', 'https://') };
      const request = { headers, url: '/' } as unknown as IncomingMessage;
      const config = { publicHosts: ['chat.example'], secret: '', trustedProxies: 0 };
      return () => mayConnect(request, config);
    },
  },
  {
    file: 'backend/store/lobby-keys.ts',
    input: 'a cursor of zeros',
    max: 512,
    each: 20,
    prepare: (size) => {
      const cursor = filled(size, 'A');
      return refusing(() => keyOf(cursor));
    },
  },
];
