import { fileURLToPath } from 'node:url';
import { openKeyPool } from '../src/crypto/testing/key-pool.ts';
import { countContract } from './test-runner/contract-counts.ts';
import { countJest } from './test-runner/jest-report.ts';
import { type Part, runParts, runTestCommand } from './test-runner/parts.ts';
import { countPlaywright } from './test-runner/playwright-report.ts';
import { addCounts, type TestCounts } from './test-runner/test-counts.ts';
import { prepareBrowsers } from './toolchain/browsers.ts';
import { REDIS_SERVER } from './toolchain/redis.ts';
import { findTool } from './toolchain/tool.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const JEST_REPORT = 'test-results/unit.json';
/** Twice the expected two cores: tests wait for processes, leases and each other more than they compute. */
const JEST_WORKERS = 4;
const JEST_FLAGS = [`--maxWorkers=${JEST_WORKERS}`, '--json', `--outputFile=${JEST_REPORT}`];
const PLAYWRIGHT_REPORT = 'test-results/browser.json';

/** The tests, and the check that all stores passed the same ones. */
const countUnit = (report: unknown): TestCounts =>
  addCounts([countJest(report), countContract(report)]);

const PARTS: readonly Part[] = [
  { name: 'types', command: ['npx', 'tsc', '--noEmit'] },
  { name: 'lint', command: ['npx', 'biome', 'ci', '.'] },
  {
    name: 'unit',
    command: ['npm', 'run', '--silent', 'test:unit', '--', ...JEST_FLAGS],
    report: { path: JEST_REPORT, counts: countUnit },
  },
  {
    name: 'browser',
    command: ['npx', 'playwright', 'test'],
    report: { path: PLAYWRIGHT_REPORT, counts: countPlaywright },
  },
];

/** `npm test`: everything, the parts that fail fastest first. */
async function main(): Promise<boolean> {
  process.chdir(ROOT);
  const redis = await findTool(REDIS_SERVER);
  const settings = { ...(await prepareBrowsers()), [REDIS_SERVER.variable]: redis };
  const closeKeyPool = await openKeyPool();
  try {
    return await runParts(PARTS, settings);
  } finally {
    await closeKeyPool();
  }
}

await runTestCommand(main);
