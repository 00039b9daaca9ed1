import type { Bytes } from '../../protocol/bytes.ts';

/** The same bytes with one bit turned over. */
export function flipBit(bytes: Uint8Array, bit: number): Bytes {
  const copy = new Uint8Array(bytes);
  const index = bit >> 3;
  copy[index] = (copy[index] as number) ^ (1 << (bit & 7));
  return copy;
}
