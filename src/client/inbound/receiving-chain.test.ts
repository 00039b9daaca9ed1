import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ChainPosition, chainStart, messageKey, nextPosition } from '../../crypto/chain.ts';
import { randomBytes } from '../../crypto/random.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { CHAIN_MAX_N, CHAIN_MAX_SKIPPED } from '../../protocol/limits.ts';
import { beginReceiving, takeKey } from './receiving-chain.ts';

const LENGTH = 24;

/** A chain as its sender advances it. */
async function senderKeys(start: ChainPosition): Promise<Bytes[]> {
  const keys: Bytes[] = [];
  let position = start;
  for (let n = 0; n < LENGTH; n++) {
    keys.push(await messageKey(position));
    position = await nextPosition(position);
  }
  return keys;
}

describe('a receiving chain', () => {
  it('returns each message key once, in any order', async () => {
    const start = await chainStart(randomBytes(32), randomBytes(32));
    const keys = await senderKeys(start);
    const orders = fc.shuffledSubarray(keys.map((_, n) => n));
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        let chain = beginReceiving(start);
        for (const n of order) {
          const taken = await takeKey(chain, n);
          expect(taken?.key).toEqual(keys[n]);
          chain = taken?.chain ?? chain;
          expect(await takeKey(chain, n)).toBeUndefined();
        }
        const highest = Math.max(-1, ...order);
        expect(Object.keys(chain.skipped)).toHaveLength(highest + 1 - order.length);
      }),
    );
  });

  it('stores nothing from which a used key could be derived again', async () => {
    const start = await chainStart(randomBytes(32), randomBytes(32));
    const taken = await takeKey(beginReceiving(start), 3);
    const stored = JSON.stringify(taken?.chain);
    expect(stored).not.toContain(toBase64url(start.chainKey));
    expect(stored).not.toContain(toBase64url(taken?.key ?? new Uint8Array()));
  });

  it('derives no keys for a position beyond the limit', async () => {
    const chain = beginReceiving(await chainStart(randomBytes(32), randomBytes(32)));
    expect(await takeKey(chain, CHAIN_MAX_N)).toBeUndefined();
    expect(await takeKey(chain, CHAIN_MAX_SKIPPED + 1)).toBeUndefined();
    expect(await takeKey(chain, 2 ** 52)).toBeUndefined();
  });

  it('keeps a limited number of skipped keys, however often some are skipped', async () => {
    const start = beginReceiving(await chainStart(randomBytes(32), randomBytes(32)));
    const far = (await takeKey(start, CHAIN_MAX_SKIPPED))?.chain ?? start;
    expect(Object.keys(far.skipped)).toHaveLength(CHAIN_MAX_SKIPPED);
    const next = (await takeKey(far, CHAIN_MAX_SKIPPED + 1))?.chain;
    expect(next?.n).toBe(CHAIN_MAX_SKIPPED + 2);
    expect(await takeKey(far, CHAIN_MAX_SKIPPED + 2)).toBeUndefined();
  });
});
