/**
 * Whether a cluster was given for these tests; otherwise scripts/test-cluster.ts installed a
 * control plane.
 */
export const isGiven = (): boolean => Boolean(process.env['CLUSTER_KUBECONFIG']);
