import { describe, test } from '@jest/globals';

/** What a cluster on this computer is made of; scripts/test-delivery.ts builds it where that can be done. */
const PROGRAMS = ['CONTROL_PLANE_PATH', 'ARGOCD_PATH', 'KUSTOMIZE_PATH'] as const;

/** Whether somebody has made a cluster for these tests (npm run test:cluster). */
export const isGiven = (): boolean => Boolean(process.env['CLUSTER_KUBECONFIG']);

/**
 * Tests that need an API server. Where its programs could not be built, they are one skip that
 * test/permitted-skips.json names, and what was not run is said out loud.
 */
export function describeWithCluster(name: string, body: () => void): void {
  const missing = isGiven() ? [] : PROGRAMS.filter((program) => !process.env[program]);
  if (missing.length === 0) {
    describe(name, () => body());
    return;
  }
  process.stderr.write(`NOT RUN: ${name}: ${missing.join(', ')} not set\n`);
  describe(name, () => {
    test.skip('needs an API server', () => undefined);
  });
}
