import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CHARTS, generatedFiles } from '../../../scripts/release/charts/generated.ts';
import { readValues } from '../../../scripts/release/charts/values-file.ts';
import { REPOSITORY } from '../repository.ts';

describe.each(CHARTS)('%s', (chart) => {
  it('has the schema and the table that its values.yaml describes (npm run generate)', async () => {
    const files = await generatedFiles(join(REPOSITORY, chart));
    expect(files.size).toBe(2);
    for (const [path, text] of files) expect(await readFile(path, 'utf8')).toBe(text);
  });
});

describe('a values.yaml', () => {
  it.each([
    ['without a word', 'a: 1\n', 'a has no description'],
    ['without a schema', '# What it is.\na: 1\n', 'a has no @schema'],
    [
      'with a number without end',
      '# It.\n# @schema {type: integer, minimum: 1}\na: 1\n',
      'a is a integer without maximum',
    ],
    [
      'with any text',
      '# It.\n# @schema {type: string}\na: x\n',
      'a is a string without pattern or enum',
    ],
    [
      'with a list of anything',
      '# It.\n# @schema {type: array}\na: []\n',
      'a is a array without items',
    ],
    [
      'with a word of no schema',
      '# It.\n# @schema {type: boolean, colour: red}\na: true\n',
      'colour',
    ],
    ['with a group of which one is bare', 'g:\n  a: 1\n', 'g.a has no description'],
  ])('%s is rejected', (_, text, named) => {
    expect(() => readValues(text)).toThrow(named);
  });

  it('describes a group that equals another by reference to it', () => {
    const [, twin] = readValues(
      'one:\n  # It.\n  # @schema {type: boolean}\n  a: true\n# @like one\ntwo:\n  a: false\n',
    );
    expect(twin?.members[0]).toMatchObject({ path: 'two.a', fallback: false });
    expect(twin?.members[0]?.described?.text).toBe('It.');
  });
});
