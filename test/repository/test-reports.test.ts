import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contractCounts, countContract } from '../../scripts/test-runner/contract-counts.ts';
import { countJest } from '../../scripts/test-runner/jest-report.ts';
import { refusedSkips } from '../../scripts/test-runner/permitted-skips.ts';
import { countPlaywright } from '../../scripts/test-runner/playwright-report.ts';
import { FAILED, formatCounts, PASSED } from '../../scripts/test-runner/test-counts.ts';

const jestTest = (fullName: string, status: string) => ({ fullName, status });

describe('the summary of the test command', () => {
  it('counts passes, failures and skips from Jest, and a file that broke as a failure', () => {
    const report = {
      testResults: [
        {
          status: 'failed',
          assertionResults: [jestTest('a', 'passed'), jestTest('b', 'failed')],
        },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [jestTest('c', 'pending'), jestTest('d', 'todo')] },
      ],
    };
    expect(countJest(report)).toEqual({ passed: 1, failed: 2, skipped: ['c', 'd'] });
  });

  it('counts a flaky browser test and a broken set-up as failures', () => {
    const spec = (title: string, status: string) => ({
      title,
      tests: [{ projectName: 'chromium', status }],
    });
    const inner = { title: 'inner', specs: [spec('c', 'skipped'), spec('d', 'unexpected')] };
    const report = {
      suites: [
        { title: 'x.spec.ts', specs: [spec('a', 'expected'), spec('b', 'flaky')], suites: [inner] },
      ],
      errors: [{ message: 'set-up' }],
    };
    expect(countPlaywright(report)).toEqual({
      passed: 1,
      failed: 3,
      skipped: ['chromium › x.spec.ts › inner › c'],
    });
  });

  it('rejects a report of another shape instead of counting nothing', () => {
    expect(() => countJest({ results: [] })).toThrow();
    expect(() => countPlaywright([])).toThrow();
  });

  it('counts it as a failure when a store passed different cases than the others', () => {
    const report = (cases: readonly (readonly [store: string, status: string])[]) => ({
      testResults: [
        {
          assertionResults: cases.map(([store, status]) => ({
            ancestorTitles: store === '' ? [] : [`${store} as a store`, 'names'],
            status,
          })),
        },
      ],
    });
    const even = [
      ['memory', 'passed'],
      ['Redis', 'passed'],
      ['', 'passed'],
    ] as const;
    expect([...contractCounts(report(even))]).toEqual([
      ['memory', 1],
      ['Redis', 1],
    ]);
    expect(countContract(report(even))).toEqual(PASSED);
    expect(countContract(report([...even, ['Redis', 'passed']]))).toEqual(FAILED);
    expect(countContract(report([...even, ['Cluster', 'pending']]))).toEqual(FAILED);
    expect(countContract(report([['memory', 'passed']]))).toEqual(FAILED);
  });

  it('permits only skips that are listed by name and reason', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'live-chat-skips-'));
    const list = join(folder, 'skips.json');
    await writeFile(list, JSON.stringify([{ name: 'a', reason: 'no tool' }]));
    expect(await refusedSkips(['a', 'b'], list)).toEqual(['b']);
    await writeFile(list, JSON.stringify([{ name: 'a' }]));
    await expect(refusedSkips(['a'], list)).rejects.toThrow();
    await rm(folder, { recursive: true });
  });

  it('is printed in one line', () => {
    expect(formatCounts({ passed: 7, failed: 0, skipped: [] })).toBe('7 passed, 0 failed');
    expect(formatCounts({ passed: 7, failed: 1, skipped: ['x'] })).toBe(
      '7 passed, 1 failed, 1 skipped',
    );
  });
});
