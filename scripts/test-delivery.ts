import { fileURLToPath } from 'node:url';
import { countJest } from './test-runner/jest-report.ts';
import { type Part, runParts, runTestCommand } from './test-runner/parts.ts';
import { prepareDeliveryTools } from './toolchain/delivery-tools.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONFIG = 'test/delivery/jest.config.js';
const REPORT = 'test-results/delivery.json';
/** More than twice the two cores that are expected: the long tests wait for most of their time. */
const WORKERS = 5;
/** Makes programs that the tests start cheaper. */
const SETTINGS = {
  // Go collects garbage more rarely: a third less work for Terraform, for some hundred MB of memory.
  GOGC: '400',
  GOMEMLIMIT: '400MiB',
  // Where Python may not store what it compiled, it compiles the fake AWS at each start.
  PYTHONDONTWRITEBYTECODE: '',
} as const;
const FLAGS = [`--config=${CONFIG}`, `--maxWorkers=${WORKERS}`, '--json', `--outputFile=${REPORT}`];

/** Every file of test/delivery/, or those whose path contains one of the given words. */
const delivery = (words: readonly string[]): Part => ({
  name: 'delivery',
  command: ['npm', 'run', '--silent', 'test:unit', '--', ...FLAGS, ...words],
  report: { path: REPORT, counts: countJest },
});

/** `npm run test:delivery [-- WORD…]`: charts, images, Argo CD, Terraform, workflows, scripts. */
async function main(): Promise<boolean> {
  process.chdir(ROOT);
  Object.assign(process.env, SETTINGS);
  const env = await prepareDeliveryTools();
  return runParts([delivery(process.argv.slice(2))], env);
}

await runTestCommand(main);
