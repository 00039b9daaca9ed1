import { NAME_MAX_LENGTH } from '../../protocol/limits.ts';
import type { HeldNames } from '../sessions/held-names.ts';

const NUMBERS = [2, 3, 4, 5, 6, 7, 8, 9];
const RANDOM_TRIES = 3;

function withNumber(name: string, number: number): string {
  const suffix = ` ${number}`;
  const room = NAME_MAX_LENGTH - suffix.length;
  return [...name].slice(0, room).join('').trimEnd() + suffix;
}

/** A free name similar to the taken one, such as `alice 2`; undefined after a dozen failed tries. */
export async function suggestName(
  taken: string,
  names: Pick<HeldNames, 'isFree'>,
): Promise<string | undefined> {
  const random = Array.from({ length: RANDOM_TRIES }, () => 10 + Math.floor(Math.random() * 9990));
  for (const number of [...NUMBERS, ...random]) {
    const name = withNumber(taken, number);
    if (await names.isFree(name)) return name;
  }
  return undefined;
}
