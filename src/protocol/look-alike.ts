import { foldName } from './name.ts';
import { CONFUSABLES } from './unicode/confusables.ts';

/** What each character looks like, if that is another one or several. */
let prototypes: ReadonlyMap<string, string> | undefined;

function readPrototypes(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let point = 0;
  for (const entry of CONFUSABLES.split(' ')) {
    const [step = 0, ...prototype] = entry.split('.').map((part) => Number.parseInt(part, 36));
    point += step;
    found.set(String.fromCodePoint(point), String.fromCodePoint(...prototype));
  }
  return found;
}

/** A dot above an i, j or l is not noticed. */
const HIDDEN_DOT = /([ijl](?:(?!\u0307)\p{M})*)\u0307/gu;

/**
 * What names look like: two names that people may take for each other have the same one. It is the skeleton
 * of UTS 39 (section 4) of the name as it is written, without regard to case, and with i, l and 1 as one.
 * Names that `foldName` takes for the same may have different ones: compare both.
 */
export function lookOf(name: string): string {
  prototypes ??= readPrototypes();
  const known = prototypes;
  const characters = [...name.normalize('NFKC').normalize('NFD')];
  const skeleton = characters.map((character) => known.get(character) ?? character).join('');
  const plain = skeleton.normalize('NFD').replace(HIDDEN_DOT, '$1');
  return foldName(plain).replaceAll('i', 'l');
}
