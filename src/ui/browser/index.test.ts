import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { readPage } from '../builder/includes.ts';

/** Negated, compared, or named like a boolean. */
const BOOLEAN = /^(!.+|.+ (!==|===|>) .+|(row\.)?(is|has|can)[A-Z]\w*)$/;

it('every `:hidden` is a boolean, because Alpine treats an empty string as true', async () => {
  const html = await readPage(fileURLToPath(new URL('.', import.meta.url)));
  const terms = [...html.matchAll(/:hidden="([^"]+)"/g)].flatMap(([, expression = '']) =>
    expression.split(/ \|\| | && /),
  );
  expect(terms.length).toBeGreaterThan(40);
  expect(terms.filter((term) => !BOOLEAN.test(term))).toEqual([]);
});
