import { foldName } from './name.ts';

/** A dot above an i, j or l is not noticed. */
const HIDDEN_DOT = /([ijl](?:(?!\u0307)\p{M})*)\u0307/gu;

/** What each character looks like, if that is another one or several. */
function prototypesIn(confusables: string): ReadonlyMap<string, string> {
  const prototypes = new Map<string, string>();
  let point = 0;
  for (const entry of confusables.split(' ')) {
    const [step = 0, ...prototype] = entry.split('.').map((part) => Number.parseInt(part, 36));
    point += step;
    prototypes.set(String.fromCodePoint(point), String.fromCodePoint(...prototype));
  }
  return prototypes;
}

/** What a name looks like. */
export type LookOf = (name: string) => string;

/**
 * A function that tells what names look like: two names that people may take for each other have the same look.
 * It is the skeleton of UTS 39 (section 4) of the name as it is written, without regard to case, and with i, l
 * and 1 as one. Names that `foldName` takes for the same may look different: compare both.
 * @param confusables the table of unicode/confusables.ts, which a page loads only when it needs it
 */
export function readLooks(confusables: string): LookOf {
  const prototypes = prototypesIn(confusables);
  return (name) => {
    const characters = [...name.normalize('NFKC').normalize('NFD')];
    const skeleton = characters.map((character) => prototypes.get(character) ?? character).join('');
    const plain = skeleton.normalize('NFD').replace(HIDDEN_DOT, '$1');
    return foldName(plain).replaceAll('i', 'l');
  };
}
