import { DELIVERY } from './delivery.ts';
import { LUA } from './lua.ts';
import { PROGRAMS } from './programs.ts';

/** One way to break the product, and the tests of which at least one must notice. */
export interface Mutation {
  readonly file: string;
  /** What is broken, in words. */
  readonly breaks: string;
  /** Text that stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Patterns of test files, as Jest takes them. */
  readonly tests: readonly string[];
}

/** Lists of mutations for what Stryker does not mutate, by the names under which `npm run mutate` knows them. */
const LISTS: Readonly<Record<string, readonly Mutation[]>> = {
  lua: LUA,
  programs: PROGRAMS,
  delivery: DELIVERY,
};

export const MUTATIONS: readonly Mutation[] = Object.values(LISTS).flat();

/** The mutations of a list, by its name, or those whose file or meaning holds the word. */
export const mutationsOf = (word: string): readonly Mutation[] =>
  LISTS[word] ?? MUTATIONS.filter(({ file, breaks }) => `${file} ${breaks}`.includes(word));
