import fc from 'fast-check';

/** How many times as many random inputs there are: the nightly run sets it. */
const TIMES = Number(process.env['PROPERTY_TIMES'] ?? 1);

/** Whether this is the nightly run, which takes as long as it needs. */
export const IS_LONG_RUN = TIMES > 1;

/** With this seed, the known inputs of each property meet every kind of step that its test requires. */
const SEED = 1;

/**
 * Parameters for a property whose inputs take long. 20 inputs are the same in every run, so that a
 * test that requires every kind of step never misses one by chance; the others are random.
 */
export function knownAndRandom<T extends [unknown, ...unknown[]]>(
  ...inputs: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }
): fc.Parameters<T> {
  const examples = fc.sample(fc.tuple<T>(...inputs), { seed: SEED, numRuns: 20 });
  return { examples, numRuns: examples.length + 4 * TIMES };
}
