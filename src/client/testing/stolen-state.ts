import * as v from 'valibot';
import { type ChainPosition, messageKey, nextPosition } from '../../crypto/chain.ts';
import { openMessage } from '../../crypto/message.ts';
import { openOffer } from '../../crypto/offer.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { decodeEnvelope, type Envelope } from '../../protocol/envelope.ts';
import type { SignedOffer } from '../../protocol/offer.ts';
import { decodeRecord } from '../../protocol/record.ts';
import { MESSAGE_ROW } from '../conversation/timeline-entry.ts';
import { RECEIVING_CHAIN, type ReceivingChain } from '../inbound/receiving-chain.ts';
import { OUTBOX_ENTRY } from '../outbound/outbox-entry.ts';
import { SealedRows } from '../storage/sealed-rows.ts';
import type { FaultyStorage } from './faulty-storage.ts';
import type { TransitEnvelope } from './test-network.ts';

const PROFILE = v.looseObject({
  bundles: v.array(v.looseObject({ number: v.number(), digest: v.string(), kemSeed: v.string() })),
});
const REPLY_KEY = v.looseObject({ seed: v.string() });
const HELD = v.looseObject({ record: v.string() });

/** The text of a record, or its type. */
function said(record: Bytes): string {
  const { body } = decodeRecord(record);
  return body.type === 'text' ? body.text : body.type;
}

/**
 * All secrets and messages of one device. WebCrypto keys are handles that can be used but not read.
 */
export interface StolenState {
  /** RSA private keys by name. */
  readonly rsa: ReadonlyMap<string, CryptoKey>;
  /** Seeds of ML-KEM keys, of bundles and reply keys, in base64url. */
  readonly kemSeeds: ReadonlySet<string>;
  readonly chains: readonly ReceivingChain[];
  /** Messages that were received, shown or held; and those in the outbox. */
  readonly history: ReadonlySet<string>;
  readonly pending: ReadonlySet<string>;
}

/** The names of all sealing keys that a storage ever had. */
function sealingNames({ commits }: FaultyStorage): Set<string> {
  const names = commits.flat().map((change) => (change.kind === 'put-key' ? change.name : ''));
  return new Set(names.filter((name) => name.startsWith('sealing/')));
}

/** Steals the current state of a storage. */
export async function steal(storage: FaultyStorage): Promise<StolenState> {
  const storageKey = await storage.readKey('storage');
  if (storageKey === undefined) throw new TypeError('nothing to steal');
  const rows = new SealedRows(storage, storageKey);
  const rsa = new Map<string, CryptoKey>();
  for (const name of sealingNames(storage)) {
    const key = await storage.readKey(name);
    if (key !== undefined) rsa.set(name, key);
  }
  const profile = await rows.read(PROFILE, 'profile', 'own');
  const replyKeys = await rows.list(REPLY_KEY, 'reply-keys');
  const chains = await rows.list(RECEIVING_CHAIN, 'chains');
  const history = await rows.list(MESSAGE_ROW, 'messages');
  const held = await rows.list(HELD, 'held');
  const outbox = await rows.list(OUTBOX_ENTRY, 'outbox');
  return {
    rsa,
    kemSeeds: new Set([
      ...(profile?.bundles ?? []).map(({ kemSeed }) => kemSeed),
      ...replyKeys.map(({ value }) => value.seed),
    ]),
    chains: chains.map(({ value }) => value),
    history: new Set([
      ...history.map(({ value }) => value.text),
      ...held.map(({ value }) => said(fromBase64url(value.record))),
    ]),
    pending: new Set(
      outbox.map(({ value: { body } }) => (body.type === 'text' ? body.text : body.type)),
    ),
  };
}

/** Steals every state that a storage ever had. */
export async function stealThroughout(storage: FaultyStorage): Promise<StolenState> {
  const states: StolenState[] = [];
  const first = storage.commits.findIndex((changes) =>
    changes.some((change) => change.kind === 'put-key' && change.name === 'storage'),
  );
  for (let commits = first + 1; commits <= storage.commits.length; commits++) {
    states.push(await steal(await storage.copy(commits)));
  }
  return {
    rsa: new Map(states.flatMap(({ rsa }) => [...rsa])),
    kemSeeds: new Set(states.flatMap(({ kemSeeds }) => [...kemSeeds])),
    chains: states.flatMap(({ chains }) => chains),
    history: new Set(states.flatMap(({ history }) => [...history])),
    pending: new Set(states.flatMap(({ pending }) => [...pending])),
  };
}

/** The offer of each chain among recorded envelopes. */
export function offersOf(sent: readonly TransitEnvelope[]): Map<string, SignedOffer> {
  const offers = new Map<string, SignedOffer>();
  for (const { envelope } of sent) {
    const { chainId, offer } = decodeEnvelope(envelope);
    if (offer !== undefined) offers.set(toBase64url(chainId), offer);
  }
  return offers;
}

/** The first position of a chain for each pair of stolen keys. Wrong pairs open nothing. */
async function firstPlaces(
  offer: SignedOffer,
  chainId: string,
  { rsa, kemSeeds }: StolenState,
): Promise<ChainPosition[]> {
  const places: ChainPosition[] = [];
  for (const key of rsa.values()) {
    for (const seed of kemSeeds) {
      const keys = { rsa: key, kemSeed: fromBase64url(seed) };
      try {
        places.push(await openOffer(offer, fromBase64url(chainId), keys));
      } catch {
        break;
      }
    }
  }
  return places;
}

/** Candidate keys of one message, derived from every stolen position at or before it. */
async function keysFor(
  n: number,
  places: readonly ChainPosition[],
  chains: readonly ReceivingChain[],
): Promise<Bytes[]> {
  const skipped = chains.flatMap((chain) => chain.skipped[String(n)] ?? []);
  const stored = chains.map(({ chainId, chainKey, ...chain }) => ({
    n: chain.n,
    chainId: fromBase64url(chainId),
    chainKey: fromBase64url(chainKey),
  }));
  const keys = skipped.map(fromBase64url);
  for (let place of [...places, ...stored]) {
    while (place.n < n) place = await nextPosition(place);
    if (place.n === n) keys.push(await messageKey(place));
  }
  return keys;
}

async function tryKeys(envelope: Envelope, keys: readonly Bytes[]): Promise<Bytes | undefined> {
  for (const key of keys) {
    try {
      return await openMessage(key, envelope);
    } catch {
      // The next key.
    }
  }
  return undefined;
}

/** The content of each envelope that opens, by envelope id: a text, or the type of the record. */
export async function openAll(
  stolen: StolenState,
  sent: readonly TransitEnvelope[],
): Promise<Map<string, string>> {
  const offers = offersOf(sent);
  const places = new Map<string, ChainPosition[]>();
  for (const [id, offer] of offers) places.set(id, await firstPlaces(offer, id, stolen));
  const opened = new Map<string, string>();
  for (const { envelope: bytes } of sent) {
    const envelope = decodeEnvelope(bytes);
    const chainId = toBase64url(envelope.chainId);
    const chains = stolen.chains.filter((chain) => chain.chainId === chainId);
    const keys = await keysFor(envelope.n, places.get(chainId) ?? [], chains);
    const record = await tryKeys(envelope, keys);
    if (record === undefined) continue;
    opened.set(toBase64url(envelope.id), said(record));
  }
  return opened;
}
