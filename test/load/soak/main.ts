import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { endOwnProcesses } from '../../support/own-processes.ts';
import { headOf, runSoak, type SoakPlan } from './soak.ts';

const DEFAULT_SECONDS = 600;
const LEAST_SECONDS = 20;
const REPORT = 'test-results/soak.json';
/** Size of the seeded leak, bytes per second. */
const LEAK = 64 * 1024;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const kib = (bytes: number): string => (bytes / 1024).toFixed(0).padStart(8);

/**
 * `npm run soak [-- SECONDS] [--leak]`: checks whether memory grows or messages get lost under
 * steady load.
 */
endOwnProcesses();
const { values, positionals } = parseArgs({
  options: { leak: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const seconds = Number(positionals[0] ?? DEFAULT_SECONDS);
if (!(seconds >= LEAST_SECONDS)) {
  throw new RangeError(`SECONDS must be ${LEAST_SECONDS} or more, not ${positionals[0]}`);
}
const load = { pods: 2, pairs: 8, passers: 2, everyMs: 500, samples: 20 };
const plan: SoakPlan = { seconds, ...load, leak: values.leak ? LEAK : 0 };
print(headOf(plan));
const report = await runSoak(plan, print);
await mkdir('test-results', { recursive: true });
await writeFile(REPORT, `${JSON.stringify(report, null, 2)}\n`);

print('\nKiB               a minute    in all   at most');
for (const { name, slope, growth, bound } of report.trends) {
  print(`${name.padEnd(16)} ${kib(slope)}  ${kib(growth)}  ${kib(bound)}`);
}
const { said, delivered, visits, leaks, problems, keysThatStay } = report;
print(`\n${delivered} of ${said} texts acknowledged; ${visits} times somebody came again`);
for (const { name } of leaks) print(`grows: ${name}`);
for (const problem of problems) print(problem);
for (const key of keysThatStay) print(`never expires: ${key}`);
const isWell = leaks.length + problems.length + keysThatStay.length === 0;
print(isWell ? 'nothing grows, and each text came once and in order' : 'FAILED');
process.exitCode = isWell ? 0 : 1;
