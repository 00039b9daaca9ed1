import { fileURLToPath } from 'node:url';
import { AREAS, type Area } from './areas.ts';
import { MUTATIONS, type Mutation, mutationsOf } from './mutations.ts';
import { findings, scores } from './runner/findings.ts';
import { tryMutations } from './runner/list.ts';
import { mutate } from './runner/stryker.ts';
import { SURVIVORS } from './survivors.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Target {
  readonly area: Area;
  /** The folder of the area, or a folder or file in it. */
  readonly path: string;
}

/** The TypeScript sources that a path selects. */
function targetsOf(path: string): readonly Target[] {
  const inside = AREAS.filter(({ folder }) => folder === path || folder.startsWith(`${path}/`));
  if (inside.length > 0) return inside.map((area) => ({ area, path: area.folder }));
  const area = AREAS.find(({ folder }) => path.startsWith(`${folder}/`));
  return area === undefined ? [] : [{ area, path }];
}

async function tryTarget({ area, path }: Target): Promise<boolean> {
  const mutants = await mutate(ROOT, area, path);
  const found = findings(mutants, SURVIVORS);
  for (const line of [...found, ...scores(mutants)]) print(line);
  if (mutants.length === 0) print(`There is nothing to mutate in ${path}.`);
  return found.length === 0 && mutants.length > 0;
}

/**
 * `npm run mutate [-- WORD…]`: breaks the product in one place at a time; at least one test must
 * fail. WORD: a folder or file of TypeScript, which Stryker mutates, or a list of mutations of
 * other languages, or a part of what such a mutation breaks. Without one: everything.
 */
async function main(words: readonly string[]): Promise<boolean> {
  const targets = (words.length === 0 ? ['src'] : words).flatMap(targetsOf);
  const listed: readonly Mutation[] = words.length === 0 ? MUTATIONS : words.flatMap(mutationsOf);
  const unknown = words.filter(
    (word) => targetsOf(word).length === 0 && mutationsOf(word).length === 0,
  );
  if (unknown.length > 0) {
    print(`There is nothing to mutate in ${unknown.join(', ')}.`);
    return false;
  }
  let isWell = true;
  for (const target of targets) isWell = (await tryTarget(target)) && isWell;
  if (listed.length > 0) isWell = (await tryMutations([...new Set(listed)])) && isWell;
  return isWell;
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
