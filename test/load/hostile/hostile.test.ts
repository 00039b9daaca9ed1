import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { bundleProgram } from '../../support/pods/bundle.ts';
import { bundleAttacker } from './attacker-bundle.ts';
import { ATTACKS } from './attacks/attacks.ts';
import { type CaseReport, runCase } from './hostile.ts';
import { MEMORY_GROWTH_LIMIT_MIB } from './memory-limit.ts';
import { lineOf, writeResults } from './results.ts';

useDirectCrypto();

/**
 * An attack stops when it was made often enough and the honest users have received enough
 * meanwhile. One pair writes as often as it may, the other one now and then; in the long form, all
 * write as often as they may.
 */
const SHORT = {
  ...{ times: 1, phaseMs: 0, startUps: 1 },
  ...{ pairs: 2, othersPaceMs: 200, messages: 15 },
};

const reports: CaseReport[] = [];
let bundles: { readonly entry: string; readonly attacker: string };

beforeAll(async () => {
  const [entry, attacker] = await Promise.all([bundleProgram(), bundleAttacker()]);
  bundles = { entry, attacker };
});
afterAll(() => writeResults('hostile-short', reports));

describe('an attack', () => {
  it.each([...ATTACKS.keys()])('%s loses, leaks and gains nothing', async (name) => {
    const report = await runCase(name, { ...bundles, ...SHORT });
    reports.push(report);
    process.stdout.write(`${lineOf(report)}\n`);
    expect(report.problems).toEqual([]);
    expect(report.counts.units).toBeGreaterThan(0);
    expect(report.counts.leaks).toBe(0);
    expect(report.counts.gains).toBeLessThanOrEqual(report.gainLimit);
    expect(report.memoryPeak - report.memoryBefore).toBeLessThan(MEMORY_GROWTH_LIMIT_MIB);
    expect(report.calm.count + report.attacked.count).toBe(report.sent);
  });
});
