/** Whether somebody has made a cluster for these tests; else scripts/test-cluster.ts brought a control plane. */
export const isGiven = (): boolean => Boolean(process.env['CLUSTER_KUBECONFIG']);
