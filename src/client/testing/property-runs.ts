import fc from 'fast-check';
import { PROPERTY_TIMES } from '../../crypto/testing/run-length.ts';

/** With this seed, the known inputs of each property meet every kind of step that its test requires. */
const SEED = 4;

/** Inputs that are the same in every run: more of them in long runs. */
const KNOWN = PROPERTY_TIMES > 1 ? 20 : 8;

/**
 * Parameters for a property whose inputs take long. Some inputs are the same in every run, so that a
 * test that requires every kind of step never misses one by chance; the others are random.
 */
export function knownAndRandom<T extends [unknown, ...unknown[]]>(
  ...inputs: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }
): fc.Parameters<T> {
  const examples = fc.sample(fc.tuple<T>(...inputs), { seed: SEED, numRuns: KNOWN });
  return { examples, numRuns: examples.length + 4 * PROPERTY_TIMES };
}
