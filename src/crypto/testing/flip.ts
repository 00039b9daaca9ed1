import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';

/** The same bytes with one bit flipped. */
export function flipBit(bytes: Uint8Array, bit: number): Bytes {
  const copy = new Uint8Array(bytes);
  const index = bit >> 3;
  copy[index] = (copy[index] as number) ^ (1 << (bit & 7));
  return copy;
}

/** How many flipped forms are tried at a time. */
const AT_ONCE = 64;

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'taken';
  } catch (error) {
    return error instanceof ChatError ? error.code : String(error);
  }
}

/**
 * Tries bytes with each of their bits flipped, one at a time.
 * @returns the error codes, each with its count; `taken` if one form was accepted
 */
export async function flipEveryBit(
  bytes: Uint8Array,
  attempt: (flipped: Bytes) => Promise<unknown>,
): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  for (let first = 0; first < bytes.length * 8; first += AT_ONCE) {
    const bits = Array.from({ length: AT_ONCE }, (_, at) => first + at);
    const flips = bits
      .filter((bit) => bit < bytes.length * 8)
      .map(async (bit) => codeOf(attempt(flipBit(bytes, bit))));
    for (const code of await Promise.all(flips)) {
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
    }
  }
  return outcomes;
}

/** How many were tried. */
export const countFlips = (outcomes: ReadonlyMap<string, number>): number =>
  [...outcomes.values()].reduce((sum, count) => sum + count, 0);
