import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { type Ended, ended } from '../delivery/command.ts';
import { REPOSITORY } from '../delivery/repository.ts';
import type { Kubectl } from './kubectl.ts';

const NOUNS = ['log', 'wait', 'access', 'argocd', 'applications', 'images-file'] as const;

/**
 * Runs functions of scripts/deploy like build.sh and destroy.sh, with their real kubectl calls;
 * only AWS is a fake, and empty.
 */
export function runFunctions(
  { folder, kubeconfig }: Kubectl,
  body: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const script = [
    'set -euo pipefail',
    ...NOUNS.map((noun) => `source "$ROOT/scripts/deploy/${noun}.sh"`),
    'no_balancers() { true; }',
    'no_names() { true; }',
    body,
  ].join('\n');
  return ended(
    spawn('bash', ['-c', script], {
      cwd: REPOSITORY,
      env: {
        ...process.env,
        ROOT: REPOSITORY,
        PROJECT: 'live-chat',
        ENVIRONMENTS: 'staging production',
        DOMAIN: '',
        KUBECONFIG: kubeconfig,
        PATH: [folder, process.env['PATH']].join(delimiter),
        WAIT_INTERVAL: '0.2',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}
