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
  readonly before?: readonly string[];
}

const at = (
  step: string,
  during: string,
  way: Way,
  call: string,
  more: Pick<Interruption, 'args' | 'before'> = {},
): Interruption => ({ step, while: during, way, call, ...more });

/** In the order of the steps: each run continues further than the previous one. */
export const BUILD: readonly Interruption[] = [
  at('Checks', 'AWS is asked who is there', 'fail', 'aws sts get-caller-identity*'),
  at('Plan', 'a plan is made for somebody who looks', 'kill', 'terraform *cluster plan*', {
    args: ['--plan'],
  }),
  at('Bootstrap', 'a role of GitHub is made', 'fail', 'aws iam create-role *live-chat-push*', {
    before: [
      'iam delete-role-policy --role-name live-chat-push --policy-name live-chat-push',
      'iam delete-role --role-name live-chat-push',
    ],
  }),
  at('Secrets', 'a secret is stored', 'fail', 'aws secretsmanager create-secret *production*'),
  at('Certificate', 'the certificate is imported', 'int', 'aws acm import-certificate*'),
  at(
    'Cluster: network, EKS, registry, Redis',
    'Terraform is half-way through the network',
    'midway',
    'KILL aws_vpc.this: Creation complete',
  ),
  // By then routes, the key, the cluster and some nodes exist, and the state has none of them.
  at(
    'Cluster: network, EKS, registry, Redis',
    'Terraform is half-way through the nodes',
    'midway',
    'KILL aws_eks_node_group.zone*: Creation complete',
  ),
  at('Images of staging', 'an image is pushed', 'fail', 'docker buildx*--file*ui*'),
  at('Access to the cluster', 'kubectl is configured', 'kill', 'aws eks update-kubeconfig*'),
  at(
    'Platform: controllers, Argo CD, namespaces',
    'the platform is applied',
    'kill',
    'terraform *platform apply*',
  ),
  at('Applications', 'the balancer’s host is written', 'fail', 'kubectl *annotate secret*'),
];

/** Before and while the contents of the cluster are deleted. */
export const DESTROY_INSIDE: readonly Interruption[] = [
  at('Checks', 'AWS is asked who is there', 'fail', 'aws sts get-caller-identity*'),
  at('Access to the cluster', 'kubectl is configured', 'kill', 'aws eks update-kubeconfig*'),
  at(
    'Applications',
    'the root application is deleted',
    'kill',
    'kubectl *delete applications*root*',
  ),
  at(
    'Ingresses, balancers, volumes',
    'Ingresses are deleted',
    'kill',
    'kubectl *delete ingresses*',
  ),
];

export const DESTROY_PLATFORM: Interruption = at(
  'Platform',
  'Terraform takes the platform down',
  'kill',
  'terraform *platform destroy*',
);

/** Needs resources that controllers created and left. */
export const DESTROY_CLEANUP: readonly Interruption[] = [
  at(
    'Clean up what controllers made',
    'a balancer is deleted',
    'kill',
    'aws elbv2 delete-load-balancer*',
  ),
  at(
    'Clean up what controllers made',
    'a security group is deleted',
    'kill',
    'aws ec2 delete-security-group*',
  ),
];

export const DESTROY_CLUSTER: readonly Interruption[] = [
  at('Cluster', 'the state of the cluster is read', 'int', 'terraform *cluster state pull*'),
  at(
    'Cluster',
    'Terraform is half-way through the cluster',
    'midway',
    'KILL aws_eks_node_group*: Destruction complete',
  ),
];

/** Resources that outlive the cluster, and those of bootstrap. */
export const DESTROY_REST: readonly Interruption[] = [
  at('Logs', 'logs that the cluster wrote last are removed', 'kill', 'aws logs delete-log-group*'),
  at('Secrets', 'a secret is removed', 'kill', 'aws secretsmanager delete-secret*'),
  at('Certificate', 'the certificate is removed', 'int', 'aws acm delete-certificate*'),
  at('What is left', 'AWS is asked for keys', 'fail', 'aws kms list-aliases*'),
  at(
    'State bucket and roles',
    'a role of GitHub is removed',
    'kill',
    'aws iam delete-role *live-chat-plan*',
    { args: ['--all'] },
  ),
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
