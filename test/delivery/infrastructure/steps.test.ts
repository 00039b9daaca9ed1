import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { REPOSITORY } from '../repository.ts';
import {
  BUILD,
  DESTROY,
  type Interruption,
  lastStep,
  mismatches,
  stepsOf,
} from './interruptions.ts';

const SCRIPTS: readonly (readonly [string, readonly Interruption[], number])[] = [
  ['build.sh', BUILD, 10],
  ['destroy.sh', DESTROY, 12],
];

describe.each(SCRIPTS)('%s', (script, runs, least) => {
  const source = readFileSync(join(REPOSITORY, script), 'utf8');

  test('at every step an interrupted run ends', () => {
    expect(stepsOf(source).length).toBeGreaterThanOrEqual(least);
    expect(mismatches(source, runs)).toEqual([]);
  });

  test('names its steps only where tests can read them', () => {
    const calls = source.match(/(?<![\w-])step\s+\S/g) ?? [];
    // One more: the noun in the list of sourced files.
    expect(calls.length).toBe(stepsOf(source).length + 1);
  });

  test('a new step without a run is detected, and a run of a step that no longer exists', () => {
    expect(mismatches(`${source}\n  step 'Something new'\n`, runs)).toEqual([
      'no run ends at Something new',
    ]);
    const without = source.replace(/^\s*step 'Checks'$/m, '');
    expect(mismatches(without, runs)).toEqual(['there is no step Checks']);
  });
});

test('the last step is the last heading that is a step', () => {
  const output = '── Checks\nx\n── Cluster\n── What it costs\n';
  expect(lastStep(output, ['Checks', 'Cluster', 'Platform'])).toBe('Cluster');
  expect(lastStep('nothing', ['Checks'])).toBeUndefined();
});
