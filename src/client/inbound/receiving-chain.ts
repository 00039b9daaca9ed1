import * as v from 'valibot';
import { type ChainPosition, messageKey, nextPosition } from '../../crypto/chain.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { CHAIN_MAX_N, CHAIN_MAX_SKIPPED } from '../../protocol/limits.ts';

/** The receiving side of a chain, as it is stored. Bytes are base64url. */
export const RECEIVING_CHAIN = v.strictObject({
  chainId: v.string(),
  /** The lowest message number that was not reached yet, and its chain key. */
  n: v.number(),
  chainKey: v.string(),
  /** Message keys that were skipped, by message number. */
  skipped: v.record(v.string(), v.string()),
  /** When a newer chain of the same sender opened, ms. */
  overtakenAt: v.optional(v.number()),
});
export type ReceivingChain = v.InferOutput<typeof RECEIVING_CHAIN>;

/** A chain at its first message. */
export function beginReceiving({ chainId, n, chainKey }: ChainPosition): ReceivingChain {
  return { chainId: toBase64url(chainId), n, chainKey: toBase64url(chainKey), skipped: {} };
}

/** A message key, and the chain without it. */
export interface TakenKey {
  readonly key: Bytes;
  readonly chain: ReceivingChain;
}

/**
 * Takes the key of message `n` out of a chain, and keeps those of the messages that it skips.
 * Undefined when the key was taken earlier, or when `n` is beyond the limits, which costs no work.
 */
export async function takeKey(chain: ReceivingChain, n: number): Promise<TakenKey | undefined> {
  if (n >= CHAIN_MAX_N) return undefined;
  const kept = Object.keys(chain.skipped).length;
  if (n - chain.n + kept > CHAIN_MAX_SKIPPED) return undefined;
  return n < chain.n ? takeSkipped(chain, n) : takeAhead(chain, n);
}

function takeSkipped(chain: ReceivingChain, n: number): TakenKey | undefined {
  const { [String(n)]: key, ...skipped } = chain.skipped;
  return key === undefined ? undefined : { key: fromBase64url(key), chain: { ...chain, skipped } };
}

async function takeAhead(chain: ReceivingChain, n: number): Promise<TakenKey> {
  const skipped = { ...chain.skipped };
  let position: ChainPosition = {
    chainId: fromBase64url(chain.chainId),
    n: chain.n,
    chainKey: fromBase64url(chain.chainKey),
  };
  for (; position.n < n; position = await nextPosition(position)) {
    skipped[position.n] = toBase64url(await messageKey(position));
  }
  const key = await messageKey(position);
  const { chainKey } = await nextPosition(position);
  return { key, chain: { ...chain, n: n + 1, chainKey: toBase64url(chainKey), skipped } };
}
