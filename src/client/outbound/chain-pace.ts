import {
  OFFERS_PER_PEER_PER_MINUTE,
  STRANGER_OFFERS_PER_HOUR,
  YOUNG_CHAINS_TO_END_BY_AGE,
  YOUNG_CHAINS_TO_END_BY_COUNT,
} from '../../protocol/limits.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type { Transaction } from '../storage/peer-store.ts';
import { sealedEntries } from './outbox.ts';
import type { SendingChain } from './sending-chain.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Source = Pick<Transaction, 'state' | 'entries'>;
type BegunChain = PeerState['chains'][number];

/**
 * How many chains the peer may have opened, or may yet open, in one minute around now. A chain is
 * opened between its beginning and the first receipt for what was sealed in it: young for a minute
 * from either, and in between as long as something waits for that receipt.
 */
function youngChains(source: Source, now: number): number {
  const waiting = new Set(sealedEntries(source).map(({ sealed }) => sealed.chain));
  const isYoung = (chain: BegunChain): boolean =>
    isRecent(chain, now) || (chain.openedAt === undefined && waiting.has(chain.id));
  return source.state.chains.filter(isYoung).length;
}

/** Begun, or known to be opened, in the last minute. */
const isRecent = ({ at, openedAt = at }: BegunChain, now: number): boolean =>
  now < openedAt + MINUTE_MS;

/**
 * Whether a live chain should make room for the next one. It goes on where that one could be more
 * than the peer opens in a minute.
 */
export function shouldEnd(source: Source, chain: SendingChain, now: number): boolean {
  const [isLong, isOld] = [chain.isLong, chain.isOld(now)];
  if (!(isLong || isOld)) return false;
  const young = youngChains(source, now);
  return (
    (isLong && young < YOUNG_CHAINS_TO_END_BY_COUNT) ||
    (isOld && young < YOUNG_CHAINS_TO_END_BY_AGE)
  );
}

/** Whether one more chain may begin now: the peer counts offers, and strangers' ones by the hour. */
export function mayBegin({ state }: Source, now: number): boolean {
  const { chains, consent } = state;
  if (chains.filter((chain) => isRecent(chain, now)).length >= OFFERS_PER_PEER_PER_MINUTE) {
    return false;
  }
  const isStranger = consent === 'none' || consent === 'requested';
  const inHour = chains.filter(({ at }) => now < at + HOUR_MS);
  return !isStranger || inHour.length < STRANGER_OFFERS_PER_HOUR;
}

/** Remembers that a chain was begun, and forgets those that do not count any more. */
export function noteBegun(tx: Transaction, id: string, now: number): void {
  const { state } = tx;
  const waiting = new Set(sealedEntries(tx).map(({ sealed }) => sealed.chain));
  const kept = state.chains.filter(
    ({ id: chain, at, openedAt = at }) => now < openedAt + HOUR_MS || waiting.has(chain),
  );
  tx.state = { ...state, chains: [...kept, { id, at: now }] };
}

/** Remembers that the peer has opened chains: what was sealed in them arrived. */
export function noteOpened(tx: Transaction, ids: ReadonlySet<string>, now: number): void {
  const { state } = tx;
  const isNews = ({ id, openedAt }: BegunChain): boolean => openedAt === undefined && ids.has(id);
  if (!state.chains.some(isNews)) return;
  const chains = state.chains.map((chain) => (isNews(chain) ? { ...chain, openedAt: now } : chain));
  tx.state = { ...state, chains };
}
