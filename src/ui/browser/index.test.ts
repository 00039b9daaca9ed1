import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';

/** Negated, compared, or named as what is true or false. */
const BOOLEAN = /^(!.+|.+ (!==|===|>) .+|(row\.)?(is|has|can)[A-Z]\w*)$/;

it('whether something is hidden is always true or false: Alpine takes an empty text for true', async () => {
  const html = await readFile(new URL('index.html', import.meta.url), 'utf8');
  const terms = [...html.matchAll(/:hidden="([^"]+)"/g)].flatMap(([, expression = '']) =>
    expression.split(/ \|\| | && /),
  );
  expect(terms.length).toBeGreaterThan(40);
  expect(terms.filter((term) => !BOOLEAN.test(term))).toEqual([]);
});
