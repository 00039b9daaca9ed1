import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { isProduct } from './architecture.ts';
import {
  type Distribution,
  distributionOf,
  functionLengths,
  type Lengths,
  readLengths,
} from './lengths.ts';
import { listSources } from './source-graph.ts';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

const FILE_MAX_LINES = 350;
const FUNCTION_MAX_LINES = 40;
/** How many functions may be longer, because splitting them would not make them clearer. */
const LONGER_FUNCTIONS = 3;

const AREAS = ['protocol', 'crypto', 'client', 'backend', 'service', 'local', 'ui'];

const row = ({ count, median, p90, maximum }: Distribution): string =>
  `${count}, median ${median}, 90th percentile ${p90}, maximum ${maximum}`;

describe('the product code', () => {
  let lengths: Lengths;

  beforeAll(async () => {
    const files = await listSources(SOURCE);
    lengths = await readLengths(SOURCE, files.filter(isProduct));
    for (const area of ['', ...AREAS]) {
      const isHere = (path: string): boolean => path.startsWith(area === '' ? '' : `${area}/`);
      const found = lengths.files.filter(({ file }) => isHere(file)).map(({ lines }) => lines);
      const inFunctions = lengths.functions.filter(({ at }) => isHere(at));
      process.stdout.write(
        `lengths: src/${area}: files ${row(distributionOf(found))}; functions ${row(distributionOf(inFunctions.map(({ lines }) => lines)))}\n`,
      );
    }
  });

  it(`has no file of more than ${FILE_MAX_LINES} lines`, () => {
    expect(lengths.files.length).toBeGreaterThan(100);
    expect(lengths.files.filter(({ lines }) => lines > FILE_MAX_LINES)).toEqual([]);
  });

  it(`has at most ${LONGER_FUNCTIONS} functions of more than ${FUNCTION_MAX_LINES} lines`, () => {
    expect(lengths.functions.length).toBeGreaterThan(1000);
    const long = lengths.functions.filter(({ lines }) => lines > FUNCTION_MAX_LINES);
    process.stdout.write(`lengths: ${long.map(({ at, lines }) => `${at} ${lines}`).join(', ')}\n`);
    expect(long.length).toBeLessThanOrEqual(LONGER_FUNCTIONS);
  });
});

describe('the measurement', () => {
  it('finds functions of every kind, with their lines, behind comments and characters of any size', async () => {
    const text = [
      '/** 𝄞 A comment. */',
      'export const arrow = () => {',
      '  return 1;',
      '};',
      'function plain() {}',
      'class A {',
      '  constructor() {}',
      '  #method() {',
      '  }',
      '}',
      'const factory = () => ({',
      '  get value() {',
      '    return 1;',
      '  },',
      '});',
    ].join('\n');
    expect(await functionLengths('a.ts', text)).toEqual([
      { at: 'a.ts:2', lines: 3 },
      { at: 'a.ts:5', lines: 1 },
      { at: 'a.ts:7', lines: 1 },
      { at: 'a.ts:8', lines: 2 },
      { at: 'a.ts:11', lines: 2 },
      { at: 'a.ts:12', lines: 3 },
    ]);
  });

  it('computes median, 90th percentile and maximum', () => {
    const numbers = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(distributionOf(numbers)).toEqual({ count: 100, median: 51, p90: 91, maximum: 100 });
  });
});
