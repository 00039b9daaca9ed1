import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { MUTATIONS } from './mutations.ts';

it('every mutation has its one place in the code, and tests that exist', () => {
  const misfits = MUTATIONS.filter(({ file, find, replace, tests }) => {
    const places = existsSync(file) ? readFileSync(file, 'utf8').split(find).length - 1 : 0;
    return places !== 1 || find === replace || tests.length === 0;
  });
  expect(MUTATIONS.length).toBeGreaterThan(100);
  expect(misfits.map(({ file, breaks }) => `${file}: ${breaks}`)).toEqual([]);
});
