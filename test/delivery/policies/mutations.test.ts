import { describe, expect, it } from '@jest/globals';
import type { Rendering } from '../../../scripts/release/environments/rendering.ts';
import type { Manifest } from '../manifests.ts';
import { renderWithTests } from '../rendered.ts';
import { copyRepository, edit } from '../repository.ts';
import { BALANCER_POLICIES } from './balancer.ts';
import { CONTAINER_POLICIES } from './containers.ts';
import { computeFlows } from './network.ts';
import { WIRING_POLICIES } from './wiring.ts';

const POLICIES = [...CONTAINER_POLICIES, ...WIRING_POLICIES, ...BALANCER_POLICIES];
const TEMPLATES = 'charts/live-chat/templates';

/** Ways to break the chart itself: the file below templates/, what is changed, and into what. */
const MUTATIONS: readonly (readonly [string, string, string, string])[] = [
  [
    'pods may write',
    '_labels.tpl',
    'readOnlyRootFilesystem: true',
    'readOnlyRootFilesystem: false',
  ],
  ['pods may run as root', '_labels.tpl', 'runAsUser: 65532', 'runAsUser: 0'],
  ['capabilities are kept', '_labels.tpl', 'drop: [ALL]', 'drop: [NET_RAW]'],
  ['a tag, not a digest', 'deployment.yaml', '@{{ .values.digest }}', ':latest'],
  ['a token in every pod', 'deployment.yaml', 'automountServiceAccountToken: false', ''],
  [
    'readiness on the public port',
    'deployment.yaml',
    '/readyz, port: admin',
    '/readyz, port: http',
  ],
  ['no time to drain', 'deployment.yaml', 'gracePeriodSeconds }}', 'preStopSeconds }}'],
  ['pods are removed first', 'deployment.yaml', 'maxUnavailable: 0', 'maxUnavailable: 25%'],
  [
    'no memory limit',
    'deployment.yaml',
    'memory: {{ int .values.resources.memoryLimitMiB }}Mi',
    '',
  ],
  ['one zone for all', 'deployment.yaml', '"topology.kubernetes.io/zone"', '"example.org/rack"'],
  [
    'both set the number of pods',
    'deployment.yaml',
    '{{- if not .values.autoscaling.enabled }}',
    '{{- if true }}',
  ],
  [
    'a drain that waits forever',
    'poddisruptionbudget.yaml',
    'maxUnavailable: {{ int .values.maxUnavailable }}',
    'maxUnavailable: 0',
  ],
  [
    'an autoscaler without a target',
    'horizontalpodautoscaler.yaml',
    'kind: Deployment\n    name: {{ $.name }}',
    'kind: Deployment\n    name: {{ $.name }}s',
  ],
  ['the load balancer on the admin port', 'service.yaml', 'targetPort: http', 'targetPort: admin'],
  ['no stickiness', 'service.yaml', '{{- if .component.sticky -}}', '{{- if false -}}'],
  [
    'closed while draining',
    'service.yaml',
    '{{ add .preStopSeconds .drainSeconds }}',
    '{{ .drainSeconds }}',
  ],
  ['plain HTTP', 'ingress.yaml', 'alb.ingress.kubernetes.io/ssl-redirect: "443"', ''],
  ['pods before services', 'service.yaml', '"live-chat.wave" 2', '"live-chat.wave" 4'],
  [
    'anybody may connect',
    'networkpolicy.yaml',
    'cidr: {{ $values.network.balancerCidr }}',
    'cidr: 0.0.0.0/0',
  ],
  [
    'the relay may connect anywhere',
    'networkpolicy.yaml',
    '{{- include "live-chat.egress.dns" . | nindent 4 }}',
    '- {}',
  ],
  [
    'nothing is denied',
    'networkpolicy.yaml',
    'podSelector: {}\n  policyTypes: [Ingress, Egress]',
    'podSelector: {}\n  policyTypes: []',
  ],
  [
    'the secret as plain text',
    'deployment.yaml',
    'name: LIVE_CHAT_SECRET_FILE',
    'name: LIVE_CHAT_SECRET',
  ],
];

/** All problems of an environment: broken policies, and the flows that pass. */
function examine(manifests: readonly Manifest[]): {
  violations: string[];
  flows: readonly string[];
} {
  const violations = POLICIES.flatMap((policy) => policy.examine(manifests).violations);
  return { violations, flows: computeFlows(manifests).passing };
}

/** The same after a change; a chart that no longer renders fails on its own. */
function examineChanged(repository: Rendering): ReturnType<typeof examine> {
  try {
    return examine(renderWithTests('staging', repository));
  } catch (error) {
    return { violations: [String(error)], flows: [] };
  }
}

describe('a chart that is broken on purpose is detected', () => {
  it.each(MUTATIONS)('%s', async (_, file, from, to) => {
    const repository = await copyRepository();
    const sound = examine(renderWithTests('staging', repository));
    expect(sound.violations).toEqual([]);
    await edit(repository, `${TEMPLATES}/${file}`, from, to);
    const broken = examineChanged(repository);
    const noticed = broken.violations.length > 0 || broken.flows.join() !== sound.flows.join();
    expect(noticed).toBe(true);
  });
});
