import type { PersonId } from '../store.ts';

/**
 * Names of all keys and channels. What is between braces decides the hash slot: everything of one
 * person lies on one, the lobby on another, so that each script finds all its keys on one node.
 */

export const nameKey = (folded: string): string => `live-chat/name/${folded}`;

/** Bundle and presence. */
export const personKey = (person: PersonId): string => `live-chat/{${person}}/person`;

/** Stream of envelopes. */
export const lettersKey = (person: PersonId): string => `live-chat/{${person}}/letters`;

/** Counts of what the stream holds, and the ids in it. */
export const tallyKey = (person: PersonId): string => `live-chat/{${person}}/tally`;

/** The lobby: entries, both orders, deadlines, revision. */
export const LOBBY_KEYS: readonly string[] = [
  'live-chat/{lobby}/entries',
  'live-chat/{lobby}/newest',
  'live-chat/{lobby}/by-name',
  'live-chat/{lobby}/deadlines',
  'live-chat/{lobby}/revision',
];

/** Sign-ins of one address in this minute; what follows is the limiter's. */
export const SIGN_INS_KEY = 'live-chat/sign-ins';

/** How many connections of an address each process has. */
export const connectionsKey = (address: string): string => `live-chat/connections/${address}`;

/** The processes that live, with a deadline each. */
export const ROLL_KEY = 'live-chat/{pods}/roll';

/** Where a process hears itself. */
export const echoChannel = (pod: string): string => `live-chat/echo/${pod}`;

/** Where a process hears of letters for its people. */
export const bellChannel = (pod: string): string => `live-chat/bell/${pod}`;
