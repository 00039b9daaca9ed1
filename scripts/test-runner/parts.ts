import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { run } from '../toolchain/command.ts';
import { ToolMissing } from '../toolchain/tool.ts';
import { refusedSkips } from './permitted-skips.ts';
import { addCounts, FAILED, formatCounts, PASSED, type TestCounts } from './test-counts.ts';

/** A part of a test command: a command, and the path of its report (a check has none). */
export interface Part {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly report?: { readonly path: string; readonly counts: (report: unknown) => TestCounts };
}

const PERMITTED_SKIPS = new URL('../../test/permitted-skips.json', import.meta.url);

/** A command that failed counts as a failure, even if its report is missing or shows none. */
async function countReport({ report }: Part, ok: boolean): Promise<TestCounts> {
  if (report === undefined) return ok ? PASSED : FAILED;
  try {
    const counts = report.counts(JSON.parse(await readFile(report.path, 'utf8')));
    return ok || counts.failed > 0 ? counts : addCounts([counts, FAILED]);
  } catch {
    return FAILED;
  }
}

async function runPart(part: Part, env: NodeJS.ProcessEnv): Promise<TestCounts> {
  const [command, ...args] = part.command;
  process.stdout.write(`\n── ${part.name}\n`);
  if (part.report !== undefined) {
    await mkdir(dirname(part.report.path), { recursive: true });
    await rm(part.report.path, { force: true });
  }
  return countReport(part, await run(command, args, { env }));
}

function printSummary(rows: readonly (readonly [string, TestCounts, number])[]): void {
  process.stdout.write('\n── summary\n');
  for (const [name, counts, ms] of rows) {
    const seconds = `${(ms / 1000).toFixed(1)} s`.padStart(8);
    process.stdout.write(`${name.padEnd(8)} ${seconds}   ${formatCounts(counts)}\n`);
  }
}

/** Runs parts in order and prints a summary. @returns whether all succeeded */
export async function runParts(parts: readonly Part[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const rows: [string, TestCounts, number][] = [];
  for (const part of parts) {
    const start = performance.now();
    const counts = await runPart(part, env);
    rows.push([part.name, counts, performance.now() - start]);
  }
  const total = addCounts(rows.map(([, counts]) => counts));
  const refused = await refusedSkips(total.skipped, PERMITTED_SKIPS);
  printSummary(rows);
  for (const name of refused) process.stdout.write(`Skipped without permission: ${name}\n`);
  process.stdout.write(`\n${formatCounts(total)}\n`);
  return total.failed === 0 && refused.length === 0;
}

/**
 * Runs a test command and sets the exit code. A missing tool prints only its message; anything else
 * is a defect.
 */
export async function runTestCommand(main: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await main()) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ToolMissing)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
