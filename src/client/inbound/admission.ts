import type { RecordBody } from '../../protocol/record.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type { Consent } from '../views.ts';

/**
 * The admission rule: what may happen to a record, depending on its author's relation to this user.
 * This is the only place that decides it. docs/protocol.md quotes the table, and a test compares
 * the two.
 */

/** The relation of a record's author to this user. */
export const ADMISSION_STATES = [
  'none',
  'asked',
  'requested',
  'accepted',
  'declined-by-me',
  'left-by-me',
  'left-by-peer',
  'blocked',
] as const;
export type AdmissionState = (typeof ADMISSION_STATES)[number];

/** Types of records; a text that asks for consent counts as a type of its own. */
export type RecordKind = RecordBody['type'] | 'request';

/**
 * - `accept`: the record takes effect.
 * - `buffer`: a text of a request. It is stored within the limits of requests; over them it is
 *   rejected, and dropped if its author may not ask again yet.
 * - `drop`: the position in the stream (or the chain) advances, and nothing else is kept.
 * - `reject`: nothing advances and no key is used up, so that the record may be sent again.
 */
export type Verdict = 'accept' | 'buffer' | 'drop' | 'reject';

/** One verdict for each of ADMISSION_STATES, in their order. */
type Row = readonly [Verdict, Verdict, Verdict, Verdict, Verdict, Verdict, Verdict, Verdict];

/** For ordered records that only contacts may send. */
const CONTACTS_ONLY: Row = ['drop', 'drop', 'drop', 'accept', 'drop', 'drop', 'drop', 'reject'];

/** For records about the channel between two people: strangers have none. */
const CHANNEL: Row = ['reject', 'drop', 'accept', 'accept', 'drop', 'accept', 'accept', 'reject'];

/** For unordered records that only contacts may send, and that have no meaning when they come late. */
const CONTACTS_NOW: Row = ['reject', 'drop', 'drop', 'accept', 'drop', 'drop', 'drop', 'reject'];

/** The table. A record type without a row does not compile. */
export const ADMISSION = {
  request: ['buffer', 'buffer', 'accept', 'accept', 'buffer', 'buffer', 'buffer', 'reject'],
  text: ['drop', 'reject', 'accept', 'accept', 'drop', 'drop', 'drop', 'reject'],
  file: CONTACTS_ONLY,
  reaction: CONTACTS_ONLY,
  edit: CONTACTS_ONLY,
  // Deletion counts after the end of a conversation, too.
  delete: ['drop', 'drop', 'drop', 'accept', 'drop', 'accept', 'accept', 'reject'],
  timer: CONTACTS_ONLY,
  accept: ['drop', 'drop', 'accept', 'accept', 'drop', 'drop', 'drop', 'reject'],
  leave: ['drop', 'accept', 'drop', 'accept', 'drop', 'drop', 'drop', 'reject'],
  receipt: ['reject', 'accept', 'accept', 'accept', 'accept', 'accept', 'accept', 'reject'],
  typing: CONTACTS_NOW,
  'file-request': CONTACTS_NOW,
  'file-part': CONTACTS_NOW,
  'file-cancel': CONTACTS_NOW,
  'decryption-failure': CHANNEL,
  fork: CHANNEL,
  unknown: CONTACTS_ONLY,
} as const satisfies Readonly<Record<RecordKind, Row>>;

/** The kind of a record, as named in the table. */
export const kindOf = (body: RecordBody): RecordKind =>
  body.type === 'text' && body.request === true ? 'request' : body.type;

/** The relation of a record's author to this user; being blocked overrides everything else. */
export const admissionState = ({ blocked, consent }: PeerState): AdmissionState =>
  blocked ? 'blocked' : consent;

/** What may happen to a record. */
export const admit = (state: AdmissionState, kind: RecordKind): Verdict =>
  ADMISSION[kind][ADMISSION_STATES.indexOf(state)] ?? 'reject';

/** Whether out-of-order records are held. Strangers send again what is rejected. */
export const holdsAhead = (consent: Consent): boolean => consent === 'accepted';

/** Whether a person has no consent, and is therefore limited in everything. */
export const isStranger = (consent: Consent): boolean =>
  consent === 'none' || consent === 'asked' || consent === 'declined-by-me';
