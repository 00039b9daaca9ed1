import { BlockList, isIPv4 } from 'node:net';
import * as v from 'valibot';
import { type Labels, type Manifest, matches, ofKind } from '../manifests.ts';
import { podsOf } from '../pods.ts';

const SELECTOR = v.object({ matchLabels: v.optional(v.record(v.string(), v.string()), {}) });
const PEER = v.strictObject({
  podSelector: v.optional(SELECTOR),
  namespaceSelector: v.optional(SELECTOR),
  ipBlock: v.optional(v.strictObject({ cidr: v.string() })),
});
const PORTS = v.optional(
  v.array(
    v.strictObject({
      port: v.union([v.string(), v.number()]),
      protocol: v.optional(v.string(), 'TCP'),
    }),
  ),
);
const POLICY = v.looseObject({
  spec: v.strictObject({
    podSelector: SELECTOR,
    policyTypes: v.array(v.picklist(['Ingress', 'Egress'])),
    ingress: v.optional(
      v.array(v.strictObject({ from: v.optional(v.array(PEER)), ports: PORTS })),
      [],
    ),
    egress: v.optional(
      v.array(v.strictObject({ to: v.optional(v.array(PEER)), ports: PORTS })),
      [],
    ),
  }),
});
type NetworkPolicy = v.InferOutput<typeof POLICY>['spec'];
type Peer = v.InferOutput<typeof PEER>;

interface Port {
  readonly name: string;
  readonly number: number;
  readonly protocol: 'TCP' | 'UDP';
}

/** A possible sender or receiver: a pod of ours, another pod, or an address. */
export interface Party {
  readonly name: string;
  /** Absent for an address outside the cluster. */
  readonly pod?: { readonly namespace: string; readonly labels: Labels };
  readonly address?: string;
  readonly ports: readonly Port[];
}

/** The namespace that the policies are in. */
const OURS = 'ours';
const DNS: readonly Port[] = [
  { name: 'dns', number: 53, protocol: 'UDP' },
  { name: 'dns-tcp', number: 53, protocol: 'TCP' },
];
const REDIS: Port = { name: 'redis', number: 6379, protocol: 'TCP' };
const WEB: Port = { name: 'https', number: 443, protocol: 'TCP' };

/** Parties that exist whatever we render. */
const OTHERS: readonly Party[] = [
  { name: 'balancer or managed Redis', address: '10.0.3.4', ports: [REDIS, WEB] },
  { name: 'internet', address: '198.51.100.7', ports: [WEB, REDIS] },
  { name: 'node metadata', address: '169.254.169.254', ports: [{ ...WEB, number: 80 }] },
  {
    name: 'stranger in our namespace',
    pod: { namespace: OURS, labels: { app: 'x' } },
    ports: [WEB],
  },
  {
    name: 'stranger elsewhere',
    pod: { namespace: 'elsewhere', labels: { 'app.kubernetes.io/component': 'backend' } },
    ports: [WEB],
  },
  { name: 'dns', pod: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }, ports: DNS },
  {
    name: 'prometheus',
    pod: { namespace: 'monitoring', labels: { app: 'prometheus' } },
    ports: [],
  },
];

function ourParties(manifests: readonly Manifest[]): Party[] {
  return podsOf(manifests).map(({ labels, spec, name }) => ({
    name: labels['app.kubernetes.io/component'] ?? name,
    pod: { namespace: OURS, labels },
    ports: spec.containers.flatMap(({ ports }) =>
      ports.map((port) => ({
        name: port.name,
        number: port.containerPort,
        protocol: 'TCP' as const,
      })),
    ),
  }));
}

function inBlock(cidr: string, address: string): boolean {
  const [network = '', length] = cidr.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(length), isIPv4(network) ? 'ipv4' : 'ipv6');
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function isPeer(
  { podSelector, namespaceSelector, ipBlock }: Peer,
  { pod, address }: Party,
): boolean {
  if (ipBlock !== undefined) return address !== undefined && inBlock(ipBlock.cidr, address);
  if (pod === undefined) return false;
  const space = { 'kubernetes.io/metadata.name': pod.namespace };
  const rightSpace =
    namespaceSelector === undefined
      ? pod.namespace === OURS
      : matches(namespaceSelector.matchLabels, space);
  return rightSpace && matches(podSelector?.matchLabels ?? {}, pod.labels);
}

interface Rule {
  readonly peers: readonly Peer[] | undefined;
  readonly ports: v.InferOutput<typeof PORTS>;
}

function rulesOf(policy: NetworkPolicy, direction: 'Ingress' | 'Egress'): Rule[] {
  return direction === 'Ingress'
    ? policy.ingress.map(({ from, ports }) => ({ peers: from, ports }))
    : policy.egress.map(({ to, ports }) => ({ peers: to, ports }));
}

/** One side of a flow: a pod that no policy selects is open; a selected one needs a rule. */
function sideAllows(
  policies: readonly NetworkPolicy[],
  direction: 'Ingress' | 'Egress',
  own: Party,
  other: Party,
  port: Port,
): boolean {
  if (own.pod?.namespace !== OURS) return true;
  const { labels } = own.pod;
  const selecting = policies.filter(
    ({ policyTypes, podSelector }) =>
      policyTypes.includes(direction) && matches(podSelector.matchLabels, labels),
  );
  const rules = selecting.flatMap((policy) => rulesOf(policy, direction));
  const rightPort = (rule: Rule): boolean =>
    rule.ports?.some(
      (open) =>
        open.protocol === port.protocol && (open.port === port.number || open.port === port.name),
    ) ?? true;
  const rightPeer = (rule: Rule): boolean =>
    rule.peers?.some((peer) => isPeer(peer, other)) ?? true;
  return selecting.length === 0 || rules.some((rule) => rightPort(rule) && rightPeer(rule));
}

/** The flows that pass, as `from → to:port`, and the number examined. */
export interface Flows {
  readonly examined: number;
  readonly passing: readonly string[];
}

/** Every flow between two parties of which one is ours, evaluated as Kubernetes defines it. */
export function computeFlows(manifests: readonly Manifest[]): Flows {
  const policies = ofKind(manifests, 'NetworkPolicy', POLICY).map(({ content }) => content.spec);
  const parties = [...ourParties(manifests), ...OTHERS];
  const flows = parties.flatMap((from) =>
    parties
      .filter((to) => [from, to].some(({ pod }) => pod?.namespace === OURS))
      .flatMap((to) => to.ports.map((port) => ({ from, to, port }))),
  );
  const passing = flows.filter(
    ({ from, to, port }) =>
      sideAllows(policies, 'Egress', from, to, port) &&
      sideAllows(policies, 'Ingress', to, from, port),
  );
  const named = passing.map(({ from, to, port }) => `${from.name} → ${to.name}:${port.name}`);
  return { examined: flows.length, passing: [...new Set(named)].sort() };
}
