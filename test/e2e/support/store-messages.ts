import { orderOf } from '../../../src/client/conversation/timeline-entry.ts';
import { Profile } from '../../../src/client/keys/profile.ts';
import { PEER_STATE, type PeerState } from '../../../src/client/storage/peer-state.ts';
import type { RowWrite } from '../../../src/client/storage/sealed-rows.ts';
import { toBase64url } from '../../../src/protocol/bytes.ts';
import { IndexedDbStorage } from '../../../src/ui/browser/storage/indexed-db-storage.ts';

/** Between two messages, ms. */
const PAUSE = 600_000;
/** How many rows are sealed and written together. */
const BATCH = 500;

/** A typical text: some have one line, some several. */
const textOf = (n: number): string => `message ${n}${' and more words'.repeat((n * 7) % 10)}`;

/**
 * Runs in a page of the chat's origin, without the chat: adds a number of messages to the end of
 * the only stored conversation, by both people in turn, ten minutes apart up to now.
 */
export async function storeMessages(count: number): Promise<void> {
  const { storage, profile, peer, state } = await openStored();
  await addMessages(profile, peer, state, count);
  storage.close();
}

/**
 * The same for more conversations: adds so many to the stored one, with people who do not exist, and
 * so many messages to each of them.
 */
export async function storeConversations(conversations: number, count: number): Promise<void> {
  const { storage, profile, state } = await openStored();
  for (let n = 0; n < conversations; n++) {
    await addMessages(profile, await newPerson(), { ...state, name: `person ${n}` }, count);
  }
  storage.close();
}

/**
 * The same for strangers, as many and as much as is ever stored: some whose requests wait, with so many
 * texts each, and some of whom only the place in their stream is remembered.
 */
export async function storeStrangers(
  requests: number,
  texts: number,
  remembered: number,
): Promise<void> {
  const { storage, profile, state } = await openStored();
  const asks = { ...state, consent: 'asked', known: false } as const;
  for (let n = 0; n < requests; n++) {
    await addMessages(profile, await newPerson(), { ...asks, name: `request ${n}` }, texts);
  }
  const silent = { ...state, consent: 'none', known: false } as const;
  for (let n = 0; n < remembered; n++) {
    const value = { ...silent, name: `stranger ${n}` };
    await profile.rows.commit([{ table: 'people', key: await newPerson(), value }]);
  }
  storage.close();
}

/** The id of a person who does not exist. */
async function newPerson(): Promise<string> {
  const { publicKey } = (await crypto.subtle.generateKey('Ed25519', false, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  return toBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)));
}

/** The user's profile with the only stored conversation. */
async function openStored() {
  const storage = await IndexedDbStorage.open();
  const profile = await Profile.load(storage);
  if (profile === undefined) throw new Error('Nobody is signed in.');
  const [conversation] = await profile.rows.list(PEER_STATE, 'people');
  if (conversation === undefined) throw new Error('There is no conversation.');
  return { storage, profile, peer: conversation.key, state: conversation.value };
}

async function addMessages(
  { rows }: Profile,
  peer: string,
  state: PeerState,
  count: number,
): Promise<void> {
  const now = Date.now();
  const rowOf = (n: number): RowWrite => {
    const [seq, mine] = [n + 1, n % 2 === 0];
    const order = orderOf({ clock: state.clock + seq, seq }, 'seed', mine);
    const sent = now - (count - n) * PAUSE;
    const value = {
      id: `seed.${seq}`,
      mine,
      kind: 'text',
      text: textOf(n),
      sent,
      stream: 'seed',
      seq,
    };
    return { table: 'messages', key: `${peer}/${order}`, value };
  };
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from);
    await rows.commit(Array.from({ length }, (_each, n) => rowOf(from + n)));
  }
  const value = { ...state, clock: state.clock + count };
  await rows.commit([{ table: 'people', key: peer, value }]);
}
