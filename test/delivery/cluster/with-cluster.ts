import { describeWhere } from '../describe-where.ts';

/** What a cluster on this computer is made of; scripts/test-delivery.ts builds it where that can be done. */
const PROGRAMS = ['CONTROL_PLANE_PATH', 'ARGOCD_PATH', 'KUSTOMIZE_PATH'] as const;

/** Whether somebody has made a cluster for these tests (npm run test:cluster). */
export const isGiven = (): boolean => Boolean(process.env['CLUSTER_KUBECONFIG']);

/** Tests that need an API server. */
export function describeWithCluster(name: string, body: () => void): void {
  const absent = isGiven() ? [] : PROGRAMS.filter((program) => !process.env[program]);
  const missing = absent.length === 0 ? undefined : `${absent.join(', ')} not set`;
  describeWhere({ needs: 'an API server', missing }, name, body);
}
