import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BOUNDED_OTHERWISE, CASES, FOLDERS } from './cases.ts';
import { WorkCounter } from './work.ts';

let counter: WorkCounter;

beforeAll(async () => {
  counter = await WorkCounter.start();
});

afterAll(() => counter.stop());

/** Steps for an input of a size. The first run also initializes its module. */
async function work(prepare: (size: number) => unknown, size: number): Promise<number> {
  const action = (await prepare(size)) as () => unknown;
  return counter.of(action);
}

/** Steps that do not depend on the size of the input. */
const FIXED = 2000;

/** Product files of the folders. */
const files = FOLDERS.flatMap((folder) =>
  readdirSync(new URL(`../../../src/${folder}`, import.meta.url))
    .filter((name) => /(?<!\.test|\.d)\.ts$/.test(name))
    .map((name) => `${folder}${name}`),
);

describe('a module that processes input from others', () => {
  const known = [...CASES.map(({ file }) => file), ...Object.keys(BOUNDED_OTHERWISE)];

  it('has a worst-case input here, or a reason why its work is bounded', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((file) => !known.includes(file))).toEqual([]);
  });

  it('is listed once', () => {
    const both = CASES.filter(({ file }) => file in BOUNDED_OTHERWISE);
    expect(both.map(({ file }) => file)).toEqual([]);
    const listed = Object.keys(BOUNDED_OTHERWISE);
    expect(listed.filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe('the work on the worst-case input', () => {
  it.each(CASES.map((each) => [each.file, each.input, each] as const))(
    'of %s, %s, at most doubles with its size',
    async (_file, _input, { prepare, max, each }) => {
      await work(prepare, 16);
      // V8 sometimes miscounts a function that it optimizes meanwhile; excessive work repeats itself.
      let [half, whole] = [0, Number.POSITIVE_INFINITY];
      const isBounded = () => whole <= 2.2 * half + FIXED && whole <= each * max + FIXED;
      for (let attempt = 0; attempt < 5 && !isBounded(); attempt++) {
        half = await work(prepare, max / 2);
        whole = await work(prepare, max);
      }
      expect(whole).toBeLessThanOrEqual(2.2 * half + FIXED);
      expect(whole).toBeLessThanOrEqual(each * max + FIXED);
    },
  );
});

describe('the work counter', () => {
  it('detects work that grows with the square of the input', async () => {
    const pairs = (size: number) => {
      const all = Array.from({ length: size }, (_, n) => n);
      return () => all.filter((n) => all.includes(-n - 1));
    };
    const [half, whole] = [await work(pairs, 500), await work(pairs, 1000)];
    expect(whole).toBeGreaterThan(3 * half);
  });
});
