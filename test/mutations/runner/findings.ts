import type { Survivor } from '../survivors.ts';

/** What a mutant replaces, and whether tests noticed. */
export interface Mutant {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
  readonly outcome: 'noticed' | 'survived' | 'not run';
}

const isThat = (mutant: Mutant, { file, original, replacement }: Survivor): boolean =>
  mutant.file === file && mutant.original === original && mutant.replacement === replacement;

/** What speaks against the tests: survivors that are not listed, and listed ones that are noticed after all. */
export function findings(mutants: readonly Mutant[], listed: readonly Survivor[]): string[] {
  const survivors = mutants.filter(({ outcome }) => outcome === 'survived');
  const unlisted = survivors.filter((mutant) => !listed.some((known) => isThat(mutant, known)));
  const mutated = new Set(mutants.map(({ file }) => file));
  const stale = listed.filter(
    (known) => mutated.has(known.file) && !survivors.some((mutant) => isThat(mutant, known)),
  );
  const ofCode = (text: string): string => JSON.stringify(text);
  return [
    ...unlisted.map(
      ({ file, line, mutator, original, replacement }) =>
        `SURVIVED  ${file}:${line} ${mutator}: ${ofCode(original)} → ${ofCode(replacement)}`,
    ),
    ...stale.map(
      ({ file, original, replacement }) =>
        `NOTICED   ${file}: ${ofCode(original)} → ${ofCode(replacement)} is listed as a survivor`,
    ),
  ];
}

/** Mutation scores by file: how many of the mutants that ran were noticed. */
export function scores(mutants: readonly Mutant[]): string[] {
  const files = [...new Set(mutants.map(({ file }) => file))].sort();
  const row = (name: string, some: readonly Mutant[]): string => {
    const ran = some.filter(({ outcome }) => outcome !== 'not run');
    const noticed = ran.filter(({ outcome }) => outcome === 'noticed').length;
    const share = ran.length === 0 ? '-' : `${((100 * noticed) / ran.length).toFixed(1)} %`;
    return `${share.padStart(8)}  ${noticed} of ${ran.length}  ${name}`;
  };
  return [
    ...files.map((file) =>
      row(
        file,
        mutants.filter((mutant) => mutant.file === file),
      ),
    ),
    row('all', mutants),
  ];
}
