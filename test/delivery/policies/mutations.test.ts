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

/** Ways to break the chart itself, by the file below templates/: what is changed, and into what. */
const MUTATIONS: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>> = {
  '_labels.tpl': {
    'pods may write': ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'],
    'pods may run as root': ['runAsUser: 65532', 'runAsUser: 0'],
    'capabilities are kept': ['drop: [ALL]', 'drop: [NET_RAW]'],
  },
  'deployment.yaml': {
    'a tag, not a digest': ['@{{ .values.digest }}', ':latest'],
    'a token in every pod': ['automountServiceAccountToken: false', ''],
    'readiness on the public port': ['/readyz, port: admin', '/readyz, port: http'],
    'no time to drain': ['gracePeriodSeconds }}', 'preStopSeconds }}'],
    'pods are removed first': ['maxUnavailable: 0', 'maxUnavailable: 25%'],
    'no memory limit': ['memory: {{ int .values.resources.memoryLimitMiB }}Mi', ''],
    'one zone for all': ['"topology.kubernetes.io/zone"', '"example.org/rack"'],
    'both set the number of pods': ['{{- if not .values.autoscaling.enabled }}', '{{- if true }}'],
    'the secret as plain text': ['name: LIVE_CHAT_SECRET_FILE', 'name: LIVE_CHAT_SECRET'],
  },
  'poddisruptionbudget.yaml': {
    'a drain that waits forever': [
      'maxUnavailable: {{ int .values.maxUnavailable }}',
      'maxUnavailable: 0',
    ],
  },
  'horizontalpodautoscaler.yaml': {
    'an autoscaler without a target': [
      'kind: Deployment\n    name: {{ $.name }}',
      'kind: Deployment\n    name: {{ $.name }}s',
    ],
  },
  'service.yaml': {
    'the load balancer on the admin port': ['targetPort: http', 'targetPort: admin'],
    'no stickiness': ['{{- if .component.sticky -}}', '{{- if false -}}'],
    'closed while draining': ['{{ add .preStopSeconds .drainSeconds }}', '{{ .drainSeconds }}'],
    'pods before services': ['"live-chat.wave" 2', '"live-chat.wave" 4'],
  },
  'ingress.yaml': {
    'plain HTTP': ['alb.ingress.kubernetes.io/ssl-redirect: "443"', ''],
  },
  'networkpolicy.yaml': {
    'anybody may connect': ['cidr: {{ $values.network.balancerCidr }}', 'cidr: 0.0.0.0/0'],
    'the relay may connect anywhere': [
      '{{- include "live-chat.egress.dns" . | nindent 4 }}',
      '- {}',
    ],
    'nothing is denied': [
      'podSelector: {}\n  policyTypes: [Ingress, Egress]',
      'podSelector: {}\n  policyTypes: []',
    ],
  },
};

/** All problems of an environment: broken policies, and the flows that pass. */
function examine(manifests: readonly Manifest[]): {
  violations: string[];
  flows: readonly string[];
} {
  const violations = POLICIES.flatMap((policy) => policy.examine(manifests).violations);
  return { violations, flows: computeFlows(manifests).passing };
}

const sound = examine(renderWithTests('staging', await copyRepository()));

it('the chart as it is breaks no policy', () => {
  expect(sound.violations).toEqual([]);
});

/** The same after a change; a chart that no longer renders fails on its own. */
function examineChanged(repository: Rendering): ReturnType<typeof examine> {
  try {
    return examine(renderWithTests('staging', repository));
  } catch (error) {
    return { violations: [String(error)], flows: [] };
  }
}

describe.each(Object.entries(MUTATIONS))(
  '%s that is broken on purpose is detected:',
  (file, ways) => {
    it.each(Object.entries(ways))('%s', async (_, [from, to]) => {
      const repository = await copyRepository();
      await edit(repository, `${TEMPLATES}/${file}`, from, to);
      const broken = examineChanged(repository);
      const noticed = broken.violations.length > 0 || broken.flows.join() !== sound.flows.join();
      expect(noticed).toBe(true);
    });
  },
);
