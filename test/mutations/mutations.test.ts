import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { AREAS } from './areas.ts';
import { MUTATIONS } from './mutations.ts';
import { findings, type Mutant, scores } from './runner/findings.ts';
import { SURVIVORS } from './survivors.ts';

it('every listed mutation matches one place in the code, and its tests exist', () => {
  const misfits = MUTATIONS.filter(({ file, find, replace, tests }) => {
    const places = existsSync(file) ? readFileSync(file, 'utf8').split(find).length - 1 : 0;
    return (
      places !== 1 ||
      find === replace ||
      tests.length === 0 ||
      !tests.every((test) => existsSync(test))
    );
  });
  expect(MUTATIONS.length).toBeGreaterThan(40);
  expect(misfits.map(({ file, breaks }) => `${file}: ${breaks}`)).toEqual([]);
});

it('every folder that Stryker mutates exists', () => {
  expect(AREAS.map(({ folder }) => folder).filter((folder) => !existsSync(folder))).toEqual([]);
});

it('every listed survivor is in the code and has a reason', () => {
  const misfits = SURVIVORS.filter(({ file, original, reason }) => {
    const stands = existsSync(file) && readFileSync(file, 'utf8').includes(original);
    return !stands || reason === '';
  });
  expect(misfits).toEqual([]);
});

const MUTANT: Mutant = {
  file: 'src/a.ts',
  line: 7,
  mutator: 'ConditionalExpression',
  original: 'a < b',
  replacement: 'true',
  outcome: 'survived',
};
const LISTED = { file: 'src/a.ts', original: 'a < b', replacement: 'true', reason: 'b is larger' };

describe('what Stryker found', () => {
  it('is reported when a mutant survives that is not listed', () => {
    const other = { ...LISTED, replacement: 'false' };
    const expected = ['SURVIVED  src/a.ts:7 ConditionalExpression: "a < b" → "true"'];
    expect(findings([MUTANT], [])).toEqual(expected);
    expect(findings([MUTANT], [{ ...other, file: 'src/b.ts' }])).toEqual(expected);
    expect(findings([MUTANT], [LISTED])).toEqual([]);
  });

  it('is reported when tests detect a listed survivor in a file that was mutated', () => {
    const noticed = { ...MUTANT, outcome: 'noticed' } as const;
    expect(findings([noticed], [LISTED])).toEqual([
      'NOTICED   src/a.ts: "a < b" → "true" is listed as a survivor',
    ]);
    expect(findings([noticed], [{ ...LISTED, file: 'src/b.ts' }])).toEqual([]);
  });

  it('is summarized as the share of detected mutants, without those that did not run', () => {
    const outcomes = ['noticed', 'noticed', 'survived', 'not run'] as const;
    const mutants = outcomes.map((outcome) => ({ ...MUTANT, outcome }));
    expect(scores(mutants)).toEqual(['  66.7 %  2 of 3  src/a.ts', '  66.7 %  2 of 3  all']);
  });
});
