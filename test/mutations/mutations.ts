import { DELIVERY } from './delivery.ts';
import { LUA } from './lua.ts';
import { PROGRAMS } from './programs.ts';
import { STRANGERS } from './strangers.ts';

/** One way to break the product, and the tests of which at least one must fail. */
export interface Mutation {
  readonly file: string;
  /** A description of what is broken. */
  readonly breaks: string;
  /** Text that occurs in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Paths of test files. */
  readonly tests: readonly string[];
}

/** Lists of mutations for what Stryker does not mutate, by their names for `npm run mutate`. */
const LISTS: Readonly<Record<string, readonly Mutation[]>> = {
  lua: LUA,
  programs: PROGRAMS,
  delivery: DELIVERY,
  strangers: STRANGERS,
};

export const MUTATIONS: readonly Mutation[] = Object.values(LISTS).flat();

/** The mutations of a list, by its name, or those whose file or description contains the word. */
export const mutationsOf = (word: string): readonly Mutation[] =>
  LISTS[word] ?? MUTATIONS.filter(({ file, breaks }) => `${file} ${breaks}`.includes(word));
