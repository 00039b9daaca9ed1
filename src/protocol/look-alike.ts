import { foldName } from './name.ts';

/** A dot above an i, j or l is hard to notice. */
const HIDDEN_DOT = /([ijl](?:(?!\u0307)\p{M})*)\u0307/gu;

/** The characters that each character looks like, if they differ. */
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

/** The look-alike form of a name. */
export type LookOf = (name: string) => string;

/**
 * Returns a function that computes the look-alike form of names: two names that people may confuse
 * have the same form. It is the skeleton of UTS 39 (section 4) of the name as written, ignoring
 * case, with i, l and 1 as one. Names that `foldName` considers equal may have different forms:
 * compare both.
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
