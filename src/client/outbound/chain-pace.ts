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
 * How many chains the peer may have opened, or may still open, within a minute of now. The peer
 * opens a chain between its start and the first receipt for a record in it. A chain is recent for a
 * minute after either, and in between as long as a record in it waits for that receipt.
 */
function youngChains(source: Source, now: number): number {
  const waiting = new Set(sealedEntries(source).map(({ sealed }) => sealed.chain));
  const isYoung = (chain: BegunChain): boolean =>
    isRecent(chain, now) || (chain.openedAt === undefined && waiting.has(chain.id));
  return source.state.chains.filter(isYoung).length;
}

/** Whether a chain was started, or is known to have been opened, in the last minute. */
const isRecent = ({ at, openedAt = at }: BegunChain, now: number): boolean =>
  now < openedAt + MINUTE_MS;

/**
 * Whether a live chain should end. It continues when the peer might not open another one within the
 * minute.
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

/**
 * Whether a chain may be started now: the peer limits offers per minute, and those of strangers per
 * hour.
 */
export function mayBegin({ state }: Source, now: number): boolean {
  const { chains, consent } = state;
  if (chains.filter((chain) => isRecent(chain, now)).length >= OFFERS_PER_PEER_PER_MINUTE) {
    return false;
  }
  const isStranger = consent === 'none' || consent === 'requested';
  const inHour = chains.filter(({ at }) => now < at + HOUR_MS);
  return !isStranger || inHour.length < STRANGER_OFFERS_PER_HOUR;
}

/** Remembers that a chain was started, and forgets those that no longer count. */
export function noteBegun(tx: Transaction, id: string, now: number): void {
  const { state } = tx;
  const waiting = new Set(sealedEntries(tx).map(({ sealed }) => sealed.chain));
  const kept = state.chains.filter(
    ({ id: chain, at, openedAt = at }) => now < openedAt + HOUR_MS || waiting.has(chain),
  );
  tx.state = { ...state, chains: [...kept, { id, at: now }] };
}

/** Remembers that the peer opened chains, because something that was sealed in them arrived. */
export function noteOpened(tx: Transaction, ids: ReadonlySet<string>, now: number): void {
  const { state } = tx;
  const isNews = ({ id, openedAt }: BegunChain): boolean => openedAt === undefined && ids.has(id);
  if (!state.chains.some(isNews)) return;
  const chains = state.chains.map((chain) => (isNews(chain) ? { ...chain, openedAt: now } : chain));
  tx.state = { ...state, chains };
}
