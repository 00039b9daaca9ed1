import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Kubectl } from '../../cluster/kubectl.ts';
import { runFunctions } from '../../cluster/scripts.ts';
import { emptyFolder } from '../repository.ts';

const HOST = 'k8s-staging-0123456789.eu-north-1.elb.amazonaws.com';

interface Said {
  readonly health?: string;
  readonly sync?: string;
  /** The load balancer's name in the application's specification. */
  readonly wanted?: string;
  /** The name in the specification that its status refers to. */
  readonly compared?: string;
}

const sourceWith = (host: string): object => ({
  helm: { parameters: [{ name: 'ingress.balancerHost', value: host }] },
});

/** Whether build.sh would consider staging healthy, given this status from Argo CD. */
async function isHealthy(said: Said, host = HOST): Promise<boolean> {
  const { health = 'Healthy', sync = 'Synced', wanted = HOST, compared = HOST } = said;
  const application = {
    metadata: { name: 'live-chat-staging' },
    spec: { source: sourceWith(wanted) },
    status: {
      health: { status: health },
      sync: { status: sync, comparedTo: { source: sourceWith(compared) } },
    },
  };
  const folder = await emptyFolder();
  const answer = join(folder, 'applications.json');
  await writeFile(answer, JSON.stringify({ items: [application] }));
  await writeFile(join(folder, 'kubectl'), `#!/bin/sh\nexec cat '${answer}'\n`, { mode: 0o755 });
  const kubectl = new Kubectl(folder, join(folder, 'kubeconfig'));
  return (await runFunctions(kubectl, 'is_healthy staging "$HOST"', { HOST: host })).code === 0;
}

describe('an application', () => {
  it('is healthy when it runs its specification, with the name of its load balancer', async () => {
    expect(await isHealthy({})).toBe(true);
    expect(await isHealthy({ compared: '' }, '')).toBe(true);
  });

  it.each<[string, Said]>([
    ['while pods start', { health: 'Progressing' }],
    ['while it differs from its specification', { sync: 'OutOfSync' }],
    ['without the name', { wanted: '', compared: '' }],
    ['while its status is older than the name', { compared: '' }],
  ])('is not healthy %s', async (_, said) => {
    expect(await isHealthy(said)).toBe(false);
  });
});
