import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { IS_LONG_RUN } from './run-length.ts';

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

/** One bit of each byte, each time another one. */
export const oneBitPerByte = ({ length }: Uint8Array): number[] =>
  Array.from({ length }, (_, byte) => byte * 8 + (byte % 8));

/** Every bit in the nightly run, and by day one of each byte: for what takes seconds. */
export const bitsToFlip = (bytes: Uint8Array): number[] =>
  IS_LONG_RUN ? everyBit(bytes) : oneBitPerByte(bytes);

const everyBit = ({ length }: Uint8Array): number[] =>
  Array.from({ length: length * 8 }, (_, bit) => bit);

/**
 * Tries bytes with one bit flipped, each time another one.
 * @param bits which of them, by default every one
 * @returns the error codes, each with its count; `taken` if one form was accepted
 */
export async function flipBits(
  bytes: Uint8Array,
  attempt: (flipped: Bytes) => Promise<unknown>,
  bits: readonly number[] = everyBit(bytes),
): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  for (let first = 0; first < bits.length; first += AT_ONCE) {
    const flips = bits
      .slice(first, first + AT_ONCE)
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
