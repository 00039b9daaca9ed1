import { fileURLToPath } from 'node:url';
import { countJest } from './test-runner/jest-report.ts';
import { runParts, runTestCommand } from './test-runner/parts.ts';
import { prepareGivenCluster, prepareOwnCluster } from './toolchain/cluster-tools.ts';
import { ToolMissing } from './toolchain/tool.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONFIG = 'test/cluster/jest.config.js';
const REPORT = 'test-results/cluster.json';
const FLAGS = [`--config=${CONFIG}`, '--maxWorkers=2', '--json', `--outputFile=${REPORT}`];

/** The variables that describe a given cluster, and their meanings. */
const SETTINGS = {
  CLUSTER_KUBECONFIG: 'the file that leads to it, as its administrator',
  CLUSTER_HOST: 'this computer, as pods reach it',
  CLUSTER_REGISTRY: 'where its nodes pull images: REGISTRY/backend@DIGEST, REGISTRY/ui@DIGEST',
  CLUSTER_RELEASES:
    'a file with the digests of two releases: [{"backend", "ui"}, {"backend", "ui"}]',
} as const;

/** Whether a cluster is given. @throws ToolMissing when only some variables are set */
function isGiven(): boolean {
  const missing = Object.entries(SETTINGS).filter(([name]) => !process.env[name]);
  if (missing.length === Object.keys(SETTINGS).length) return false;
  if (missing.length === 0) return true;
  throw new ToolMissing(
    'NOTHING WAS TESTED: a cluster is given in part. Set also\n' +
      missing.map(([name, what]) => `  ${name}  ${what}\n`).join('') +
      'as test/cluster/kind.sh prints them, or none of them for a control plane on this computer.',
  );
}

/**
 * `npm run test:cluster [-- WORD]`: tests a cluster that follows the repository, from the first
 * push to its deletion. It is the given one, or a control plane on this computer, on which the
 * other tests of test/cluster/ run too.
 */
async function main(): Promise<boolean> {
  process.chdir(ROOT);
  const given = isGiven();
  const env = await (given ? prepareGivenCluster() : prepareOwnCluster());
  const words = given ? ['cluster/follows'] : process.argv.slice(2);
  const command = ['npm', 'run', '--silent', 'test:unit', '--', ...FLAGS, ...words] as const;
  return runParts([{ name: 'cluster', command, report: { path: REPORT, counts: countJest } }], env);
}

await runTestCommand(main);
