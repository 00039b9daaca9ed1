import type { PeerState } from '../storage/peer-state.ts';
import type { PeerStore, Transaction } from '../storage/peer-store.ts';
import type { Expiring } from '../storage/peer-tables.ts';
import { placeKey } from '../storage/peer-tables.ts';
import type { MessageRef } from '../views.ts';

/**
 * Disappearing messages. Their time is the peer state's `life`: it passes with the device's clock and
 * never goes back, so a clock that is set back lets no message live longer.
 */

type Rows = Pick<Transaction, 'state' | 'entries'>;

/** The time that has passed, ms. */
export const passedAt = ({ life: { passed, until } }: PeerState, now: number): number =>
  passed + Math.max(0, now - until);

function countTime(tx: Transaction, now: number, least = 0): number {
  const passed = Math.max(least, passedAt(tx.state, now));
  tx.state = { ...tx.state, life: { passed, until: now } };
  return passed;
}

/** A message will disappear, some time after it was seen. */
export function willExpire(
  tx: Transaction,
  ref: MessageRef,
  message: Pick<Expiring, 'seconds' | 'stream' | 'seq'>,
): void {
  const { seconds, stream, seq } = message;
  tx.put('expiring', placeKey(ref), { ...ref, seconds, stream, seq });
}

/** Whether a message was seen by the user, or for an own message, delivered. */
function isSeen({ out, in: streams }: PeerState, { mine, stream, seq }: Expiring): boolean {
  if (mine) return stream === out.stream && seq <= out.delivered;
  const read = streams.find((known) => known.stream === stream)?.read;
  return read === undefined || seq <= read;
}

/** Starts the countdowns of messages that were seen. Returns the messages. */
export function beginCountdowns(tx: Transaction, now: number): MessageRef[] {
  const seen = [...tx.entries('expiring').values()].filter(
    (message) => message.at === undefined && isSeen(tx.state, message),
  );
  if (seen.length === 0) return [];
  const time = countTime(tx, now);
  for (const message of seen) {
    const { mine, id, seconds } = message;
    tx.put('expiring', placeKey({ mine, id }), { ...message, at: time + seconds * 1000 });
  }
  return seen.map(({ mine, id }) => ({ mine, id }));
}

/**
 * When a message disappears, ms by the device's clock; undefined before its countdown has started.
 */
export function expiryOf(rows: PeerStore, ref: MessageRef, now: number): number | undefined {
  const at = rows.get('expiring', placeKey(ref))?.at;
  return at === undefined ? undefined : now + at - passedAt(rows.state, now);
}

/** The time until the next message disappears, ms; undefined when no countdown runs. */
export function nextExpiry(rows: Rows, now: number): number | undefined {
  const times = [...rows.entries('expiring').values()].flatMap(({ at }) => at ?? []);
  if (times.length === 0) return undefined;
  return Math.max(0, Math.min(...times) - passedAt(rows.state, now));
}

/**
 * Removes the messages whose time is over, and counts the time. Returns the ids of their entries.
 * @param least the minimum time that has passed, ms
 * @throws ChatError `storage-failed`
 */
export async function removeExpired(
  tx: Transaction,
  now: number,
  least: number,
): Promise<string[]> {
  if (tx.entries('expiring').size === 0) return [];
  const time = countTime(tx, now, least);
  const removed: string[] = [];
  for (const [key, { mine, id, at = Infinity }] of tx.entries('expiring')) {
    if (at > time) continue;
    const order = (await tx.place({ mine, id }))?.order;
    const row = order === undefined ? undefined : await tx.message(order);
    if (order !== undefined) tx.deleteMessage(order);
    if (row !== undefined) removed.push(row.id);
    tx.forgetMessage({ mine, id });
    tx.forgetFile({ mine, id });
    tx.delete('expiring', key);
  }
  return removed;
}
