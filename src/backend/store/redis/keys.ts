import type { AddressEvent } from '../address-allowances.ts';
import type { Lane, PersonId } from '../store.ts';

/**
 * Names of all keys and channels. The part in braces decides the hash slot: everything that belongs to
 * one person is on one slot, and the lobby on another, so that each script finds its keys on one node.
 */

export const nameKey = (folded: string): string => `live-chat/name/${folded}`;

/** Bundle and presence. */
export const personKey = (person: PersonId): string => `live-chat/{${person}}/person`;

/** To whom a person writes as a stranger. */
export const receiversKey = (person: PersonId): string => `live-chat/{${person}}/receivers`;

/** A person's mail of one lane: the stream of queued envelopes, and counters of what it holds. */
const MAIL_KEYS: Readonly<Record<Lane, readonly [stream: string, counters: string]>> = {
  contacts: ['mailbox', 'counters'],
  strangers: ['strangers-mailbox', 'strangers-counters'],
};

/** Stream of queued envelopes, and counters with the ids in it. */
export const mailKeys = (person: PersonId, lane: Lane): readonly [string, string] => {
  const [stream, counters] = MAIL_KEYS[lane];
  return [`live-chat/{${person}}/${stream}`, `live-chat/{${person}}/${counters}`];
};

/** The lobby: entries, both orders, deadlines, revision. */
export const LOBBY_KEYS: readonly string[] = [
  'live-chat/{lobby}/entries',
  'live-chat/{lobby}/newest',
  'live-chat/{lobby}/by-name',
  'live-chat/{lobby}/deadlines',
  'live-chat/{lobby}/revision',
];

/** The state of the limit of one kind of event of one address. */
export const addressEventsKey = (event: AddressEvent, address: string): string =>
  `live-chat/${event}/${address}`;

/** The connections of one address to each process. */
export const connectionsKey = (address: string): string => `live-chat/connections/${address}`;

/** The processes that have a lease, with its end. */
export const LIVE_PODS_KEY = 'live-chat/{pods}/live';

/** Where a process sends messages to itself to measure the latency of the adapter. */
export const latencyProbeChannel = (pod: string): string => `live-chat/latency-probe/${pod}`;

/** Where a process gets the messages of others. The number is the version of their layout. */
export const directChannel = (pod: string): string => `live-chat/direct-2/${pod}`;

/** Where a process is notified of envelopes for people who are connected to it. */
export const notificationChannel = (pod: string): string =>
  `live-chat/mailbox-notifications/${pod}`;

/** What a notification of the strangers' lane begins with. A person id has no colon. */
export const STRANGERS_NOTIFICATION = 'strangers:';

/** The bytes of queued envelopes, by lane and hour. */
export const MEMORY_KEY = 'live-chat/{memory}/mail';
