import { fileURLToPath } from 'node:url';
import { runParts, runTestCommand } from './parts.ts';
import { tallyJest } from './results/jest-report.ts';
import { HELM, preparePinned } from './tools/delivery-tools.ts';
import { ToolMissing } from './tools/tool.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONFIG = 'test/delivery/jest.config.js';
const REPORT = 'test-results/cluster.json';
const FLAGS = [`--config=${CONFIG}`, '--json', `--outputFile=${REPORT}`, 'cluster/follows'];

/** What has to be said of a cluster, and what it is. */
const SETTINGS = {
  CLUSTER_KUBECONFIG: 'the file that leads to it, as its administrator',
  CLUSTER_HOST: 'this computer, as pods reach it',
  CLUSTER_REGISTRY: 'where its nodes pull images: REGISTRY/backend@DIGEST, REGISTRY/ui@DIGEST',
  CLUSTER_RELEASES:
    'a file with the digests of two releases: [{"backend", "ui"}, {"backend", "ui"}]',
} as const;

/** @throws ToolMissing */
function needCluster(): void {
  const missing = Object.entries(SETTINGS).filter(([name]) => !process.env[name]);
  if (missing.length === 0) return;
  throw new ToolMissing(
    'NOTHING WAS TESTED: no cluster is given. Set\n' +
      missing.map(([name, what]) => `  ${name}  ${what}\n`).join('') +
      'or let test/delivery/cluster/kind.sh make one with Docker and kind. Without a cluster,\n' +
      '`npm run test:delivery -- cluster` does the same against a control plane of its own.',
  );
}

/** `npm run test:cluster`: a cluster that is given follows the repository, from a push to nothing. */
async function main(): Promise<boolean> {
  process.chdir(ROOT);
  needCluster();
  const env = await preparePinned([HELM]);
  const command = ['npm', 'run', '--silent', 'test:unit', '--', ...FLAGS] as const;
  return runParts([{ name: 'cluster', command, report: { path: REPORT, tally: tallyJest } }], env);
}

await runTestCommand(main);
