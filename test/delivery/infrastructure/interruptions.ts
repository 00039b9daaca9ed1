import type { Way } from './rehearsal.ts';

/** A run that is interrupted. */
export interface Interruption {
  /** As the script names it. */
  readonly step: string;
  readonly while: string;
  readonly way: Way;
  /** A shell pattern of the call at which it ends. */
  readonly call: string;
  readonly args?: readonly string[];
  /** What was deleted before, by calls of AWS. */
  readonly before?: readonly (readonly string[])[];
}

/** In the order of the steps: each run continues further than the previous one. */
export const BUILD: readonly Interruption[] = [
  {
    step: 'Checks',
    while: 'AWS is asked who is there',
    way: 'fail',
    call: 'aws sts get-caller-identity*',
  },
  {
    step: 'Plan',
    while: 'a plan is made for somebody who looks',
    way: 'kill',
    call: 'terraform *cluster plan*',
    args: ['--plan'],
  },
  {
    step: 'Bootstrap',
    while: 'a role of GitHub is made',
    way: 'fail',
    call: 'aws iam create-role *live-chat-push*',
    before: [
      ['delete-role-policy', '--role-name', 'live-chat-push', '--policy-name', 'live-chat-push'],
      ['delete-role', '--role-name', 'live-chat-push'],
    ].map((call) => ['iam', ...call]),
  },
  {
    step: 'Secrets',
    while: 'a secret is stored',
    way: 'fail',
    call: 'aws secretsmanager create-secret *production*',
  },
  {
    step: 'Certificate',
    while: 'the certificate is imported',
    way: 'int',
    call: 'aws acm import-certificate*',
  },
  {
    step: 'Cluster: network, EKS, registry, Redis',
    while: 'Terraform is half-way through the network',
    way: 'midway',
    call: 'KILL aws_vpc.this: Creation complete',
  },
  // By then routes, the key, the cluster and some nodes exist, and the state has none of them.
  {
    step: 'Cluster: network, EKS, registry, Redis',
    while: 'Terraform is half-way through the nodes',
    way: 'midway',
    call: 'KILL aws_eks_node_group.zone*: Creation complete',
  },
  {
    step: 'Images of staging',
    while: 'an image is pushed',
    way: 'fail',
    call: 'docker buildx*--file*ui*',
  },
  {
    step: 'Access to the cluster',
    while: 'kubectl is configured',
    way: 'kill',
    call: 'aws eks update-kubeconfig*',
  },
  {
    step: 'Platform: controllers, Argo CD, namespaces',
    while: 'the platform is applied',
    way: 'kill',
    call: 'terraform *platform apply*',
  },
  {
    step: 'Applications',
    while: 'the balancer’s host is written',
    way: 'fail',
    call: 'kubectl *annotate secret*',
  },
];

/** Before and while the contents of the cluster are deleted. */
export const DESTROY_INSIDE: readonly Interruption[] = [
  {
    step: 'Checks',
    while: 'AWS is asked who is there',
    way: 'fail',
    call: 'aws sts get-caller-identity*',
  },
  {
    step: 'Access to the cluster',
    while: 'kubectl is configured',
    way: 'kill',
    call: 'aws eks update-kubeconfig*',
  },
  {
    step: 'Applications',
    while: 'the root application is deleted',
    way: 'kill',
    call: 'kubectl *delete applications*root*',
  },
  {
    step: 'Ingresses, balancers, volumes',
    while: 'Ingresses are deleted',
    way: 'kill',
    call: 'kubectl *delete ingresses*',
  },
];

export const DESTROY_PLATFORM: Interruption = {
  step: 'Platform',
  while: 'Terraform takes the platform down',
  way: 'kill',
  call: 'terraform *platform destroy*',
};

/** Needs resources that controllers created and left. */
export const DESTROY_CLEANUP: readonly Interruption[] = [
  {
    step: 'Clean up what controllers made',
    while: 'a balancer is deleted',
    way: 'kill',
    call: 'aws elbv2 delete-load-balancer*',
  },
  {
    step: 'Clean up what controllers made',
    while: 'a security group is deleted',
    way: 'kill',
    call: 'aws ec2 delete-security-group*',
  },
];

export const DESTROY_CLUSTER: readonly Interruption[] = [
  {
    step: 'Cluster',
    while: 'the state of the cluster is read',
    way: 'int',
    call: 'terraform *cluster state pull*',
  },
  {
    step: 'Cluster',
    while: 'Terraform is half-way through the cluster',
    way: 'midway',
    call: 'KILL aws_eks_node_group*: Destruction complete',
  },
];

/** Resources that outlive the cluster, and those of bootstrap. */
export const DESTROY_REST: readonly Interruption[] = [
  {
    step: 'Logs',
    while: 'logs that the cluster wrote last are removed',
    way: 'kill',
    call: 'aws logs delete-log-group*',
  },
  {
    step: 'Secrets',
    while: 'a secret is removed',
    way: 'kill',
    call: 'aws secretsmanager delete-secret*',
  },
  {
    step: 'Certificate',
    while: 'the certificate is removed',
    way: 'int',
    call: 'aws acm delete-certificate*',
  },
  {
    step: 'What is left',
    while: 'AWS is asked for keys',
    way: 'fail',
    call: 'aws kms list-aliases*',
  },
  {
    step: 'State bucket and roles',
    while: 'a role of GitHub is removed',
    way: 'kill',
    call: 'aws iam delete-role *live-chat-plan*',
    args: ['--all'],
  },
];

export const DESTROY: readonly Interruption[] = [
  ...DESTROY_INSIDE,
  DESTROY_PLATFORM,
  ...DESTROY_CLEANUP,
  ...DESTROY_CLUSTER,
  ...DESTROY_REST,
];

/** The names of a script's steps, in order. */
export function stepsOf(source: string): readonly string[] {
  return [...source.matchAll(/^\s*step '([^']+)'$/gm)].map(([, name = '']) => name);
}

/** The last step that a run reported. */
export function lastStep(output: string, steps: readonly string[]): string | undefined {
  const headings = [...output.matchAll(/^── (.*)$/gm)].map(([, name = '']) => name);
  return headings.findLast((name) => steps.includes(name));
}

/** Steps at which no run ends, and runs that end at unknown steps. */
export function mismatches(source: string, runs: readonly Interruption[]): readonly string[] {
  const steps = stepsOf(source);
  const ended = runs.map(({ step }) => step);
  return [
    ...steps.filter((step) => !ended.includes(step)).map((step) => `no run ends at ${step}`),
    ...ended.filter((step) => !steps.includes(step)).map((step) => `there is no step ${step}`),
  ];
}
