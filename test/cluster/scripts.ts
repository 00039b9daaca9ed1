import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { REPOSITORY } from '../delivery/repository.ts';
import type { Kubectl } from './kubectl.ts';

/** How a script ended. */
export interface Ending {
  readonly code: number | null;
  readonly log: string;
}

const NOUNS = ['log', 'wait', 'access', 'argocd', 'applications', 'images-file'] as const;

/**
 * Runs functions of scripts/deploy like build.sh and destroy.sh, with their real kubectl calls;
 * only AWS is a fake, and empty.
 */
export function runFunctions(
  { folder, kubeconfig }: Kubectl,
  body: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ending> {
  const script = [
    'set -euo pipefail',
    ...NOUNS.map((noun) => `source "$ROOT/scripts/deploy/${noun}.sh"`),
    'no_balancers() { true; }',
    body,
  ].join('\n');
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', script], {
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
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        log += data;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, log }));
  });
}
