import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tallyJest } from './results/jest-report.ts';
import { refusedSkips } from './results/permitted-skips.ts';
import { tallyPlaywright } from './results/playwright-report.ts';
import { addTallies, FAILED, formatTally, PASSED, type Tally } from './results/tally.ts';
import { prepareBrowsers } from './tools/browsers.ts';
import { run } from './tools/command.ts';
import { REDIS_SERVER } from './tools/redis.ts';
import { findTool, ToolMissing } from './tools/tool.ts';

/** A part of the test command: a command, and where it reports what it counted (a check: nowhere). */
interface Part {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly report?: { readonly path: string; readonly tally: (report: unknown) => Tally };
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PERMITTED_SKIPS = new URL('../test/permitted-skips.json', import.meta.url);
const JEST_REPORT = 'test-results/unit.json';
const JEST_FLAGS = ['--maxWorkers=2', '--json', `--outputFile=${JEST_REPORT}`];
const PLAYWRIGHT_REPORT = 'test-results/browser.json';

const PARTS: readonly Part[] = [
  { name: 'types', command: ['npx', 'tsc', '--noEmit'] },
  { name: 'lint', command: ['npx', 'biome', 'ci', '.'] },
  {
    name: 'unit',
    command: ['npm', 'run', '--silent', 'test:unit', '--', ...JEST_FLAGS],
    report: { path: JEST_REPORT, tally: tallyJest },
  },
  {
    name: 'browser',
    command: ['npx', 'playwright', 'test'],
    report: { path: PLAYWRIGHT_REPORT, tally: tallyPlaywright },
  },
];

/** A command that failed has a failure, even if its report is missing or says otherwise. */
async function tallyReport({ report }: Part, ok: boolean): Promise<Tally> {
  if (report === undefined) return ok ? PASSED : FAILED;
  try {
    const tally = report.tally(JSON.parse(await readFile(report.path, 'utf8')));
    return ok || tally.failed > 0 ? tally : addTallies([tally, FAILED]);
  } catch {
    return FAILED;
  }
}

async function runPart(part: Part, env: NodeJS.ProcessEnv): Promise<Tally> {
  const [command, ...args] = part.command;
  process.stdout.write(`\n── ${part.name}\n`);
  if (part.report !== undefined) {
    await mkdir(dirname(part.report.path), { recursive: true });
    await rm(part.report.path, { force: true });
  }
  return tallyReport(part, await run(command, args, { env }));
}

function printSummary(rows: readonly (readonly [string, Tally, number])[]): void {
  process.stdout.write('\n── summary\n');
  for (const [name, tally, ms] of rows) {
    const seconds = `${(ms / 1000).toFixed(1)} s`.padStart(8);
    process.stdout.write(`${name.padEnd(8)} ${seconds}   ${formatTally(tally)}\n`);
  }
}

/** `npm test`: everything, in the order of what fails fastest. */
async function main(): Promise<boolean> {
  process.chdir(ROOT);
  const redis = await findTool(REDIS_SERVER);
  const env = { ...(await prepareBrowsers()), [REDIS_SERVER.variable]: redis };
  const rows: [string, Tally, number][] = [];
  for (const part of PARTS) {
    const start = performance.now();
    const tally = await runPart(part, env);
    rows.push([part.name, tally, performance.now() - start]);
  }
  const total = addTallies(rows.map(([, tally]) => tally));
  const refused = await refusedSkips(total.skipped, PERMITTED_SKIPS);
  printSummary(rows);
  for (const name of refused) process.stdout.write(`Skipped without permission: ${name}\n`);
  process.stdout.write(`\n${formatTally(total)}\n`);
  return total.failed === 0 && refused.length === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof ToolMissing)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
