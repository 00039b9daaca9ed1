import type { Attack } from '../attack.ts';
import { CONNECTION_FLOOD } from './connection-flood.ts';
import { CROSS_SITE } from './cross-site.ts';
import { EVENT_FLOOD } from './event-flood.ts';
import { FULL_CONTACTS_MAIL, FULL_STRANGERS_MAIL } from './full-mailboxes.ts';
import { HALF_OPEN } from './half-open.ts';
import { MALFORMED_FRAMES } from './malformed-frames.ts';
import { NAME_SQUATTING } from './name-squatting.ts';
import { OTHERS_ACKS } from './others-acks.ts';
import { OTHERS_MAILBOX } from './others-mailbox.ts';
import { SHARED_ADDRESS } from './shared-address.ts';
import { SLOW_READER } from './slow-reader.ts';
import { SPOOFED_SENDER } from './spoofed-sender.ts';
import { HIDDEN_RECORDS, HIDDEN_STRANGERS, OFFERS, REQUESTS } from './strangers.ts';

/** All attacks, by name. */
export const ATTACKS: ReadonlyMap<string, Attack> = new Map([
  ['spoofed sender', SPOOFED_SENDER],
  ["someone else's ack", OTHERS_ACKS],
  ["other people's mailbox", OTHERS_MAILBOX],
  ['name squatting', NAME_SQUATTING],
  ['event floods', EVENT_FLOOD],
  ['slow reader', SLOW_READER],
  ['half-open sockets', HALF_OPEN],
  ['many connections from one address', CONNECTION_FLOOD],
  ['floods from a shared address', SHARED_ADDRESS],
  ["another site's requests", CROSS_SITE],
  ['malformed Engine.IO frames', MALFORMED_FRAMES],
  ["full mailboxes of strangers' mail", FULL_STRANGERS_MAIL],
  ["full mailboxes of contacts' mail", FULL_CONTACTS_MAIL],
  ['hidden records of strangers', HIDDEN_RECORDS],
  ['hidden strangers', HIDDEN_STRANGERS],
  ['offers of strangers', OFFERS],
  ['requests of strangers', REQUESTS],
]);
