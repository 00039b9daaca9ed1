import { ChatError } from './errors.ts';
import { RESTRICTED_CHARACTERS } from './unicode/restricted-characters.ts';

interface Run {
  readonly first: number;
  readonly last: number;
}

let runs: readonly Run[] | undefined;

function readRuns(): readonly Run[] {
  let end = 0;
  return RESTRICTED_CHARACTERS.split(' ').map((run) => {
    const [gap = 0, length = 0] = run.split('.').map((part) => Number.parseInt(part, 36));
    const first = end + gap;
    end = first + length;
    return { first, last: end - 1 };
  });
}

function isRestricted(point: number): boolean {
  runs ??= readRuns();
  let [low, high] = [0, runs.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { first, last } = runs[middle] as Run;
    if (point < first) high = middle - 1;
    else if (point > last) low = middle + 1;
    else return true;
  }
  return false;
}

/**
 * Checks that every character of a name is allowed in identifiers (UTS 39, section 3.1): no small
 * capitals, no historic or phonetic characters. The relay requires it at sign-in.
 * @param name as `parseName` returns it
 * @throws ChatError `name-characters`
 */
export function checkIdentifier(name: string): void {
  for (const character of name) {
    if (isRestricted(character.codePointAt(0) as number)) throw new ChatError('name-characters');
  }
}
