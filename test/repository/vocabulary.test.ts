import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { PERMITTED_USES, RETIRED_TERMS } from './vocabulary.ts';
import { readRepository, searchWords, wordsOf } from './word-search.ts';

/** The list of retired terms, its tests, and the decision that explains it have to name them. */
const LISTS_TERMS = /^test\/repository\/vocabulary|^docs\/adr\/0077-/;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('the vocabulary of the repository', () => {
  it('has no retired term, and permits only uses that exist', async () => {
    const files = await readRepository(ROOT);
    const others = files.filter(({ path }) => !LISTS_TERMS.test(path));
    const result = await searchWords(others, RETIRED_TERMS, PERMITTED_USES);
    process.stdout.write(
      `vocabulary: ${others.length} files, ${result.words} words, ${RETIRED_TERMS.length} retired terms\n`,
    );
    expect(others.length).toBeGreaterThan(500);
    expect(
      result.findings.map(
        ({ file, line, words, use }) => `${file}:${line}: '${words}' (use: ${use})`,
      ),
    ).toEqual([]);
    expect(result.unusedPermissions).toEqual([]);
  });
});

describe('the search', () => {
  const terms = [
    { pattern: 'queued letters?', use: 'queued envelope' },
    { pattern: 'faces?', use: 'avatar' },
    { pattern: 'gates?', use: 'request dispatcher', scope: 'names' },
  ] as const;
  const search = (path: string, text: string, permitted = [] as typeof PERMITTED_USES) =>
    searchWords([{ path, text }], terms, permitted);

  it.each([
    ['a type', 'a.ts', 'const a = 1;\nexport type QueuedLetter = 1;', 2],
    ['a constant', 'a.ts', 'const QUEUED_LETTERS = 1;', 1],
    ['a private member', 'a.ts', 'class A { #queuedLetter = 1; }', 1],
    ['a class of CSS', 'a.css', '.queued-letter { color: red }', 1],
    ['a metric', 'a.yaml', 'expr: queued_letters', 1],
    ['a sentence over two lines', 'a.ts', '/**\n * It is a queued\n * letter.\n */', 2],
    ['the name of a file', 'src/queued-letter.css', '', 0],
    ['an identifier that is wrong in names alone', 'a.ts', 'const openGate = 1;', 0],
    ['a file name that is wrong in names alone', 'gate.md', '', 0],
  ])('finds %s', async (_, path, text, line) => {
    expect((await search(path, text)).findings).toMatchObject([{ file: path, line }]);
  });

  it.each([
    ['parts of longer words', 'a.md', 'queued letterboxes; requeued letter'],
    ['words that are fine in a sentence', 'a.ts', '// The gate of a pod\nconst a = "gate";'],
    ['hexadecimal digits', 'a.md', '1face2'],
  ])('ignores %s', async (_, path, text) => {
    expect((await search(path, text)).findings).toEqual([]);
  });

  it('ignores a permitted phrase in its file, and reports a permission that nothing needs', async () => {
    const use = { phrase: 'a queued letter', file: 'docs/', reason: 'an example' };
    const here = await search('docs/a.md', 'A queued letter.', [use]);
    expect(here).toMatchObject({ findings: [], unusedPermissions: [] });
    const elsewhere = await search('src/a.md', 'A queued letter.', [use]);
    expect(elsewhere).toMatchObject({ findings: [{ line: 1 }], unusedPermissions: [use] });
  });

  it('splits identifiers in any spelling', () => {
    expect(wordsOf('QueuedItem')).toEqual(['queued', 'item']);
    expect(wordsOf('HTTPServer2')).toEqual(['http', 'server']);
    expect(wordsOf('queued_item-three')).toEqual(['queued', 'item', 'three']);
  });
});
