import * as v from 'valibot';
import { type Labels, type Manifest, matches, ofKind } from '../manifests.ts';
import { type Pods, servingPods } from '../pods.ts';

const SERVICE = v.looseObject({
  spec: v.looseObject({
    selector: v.record(v.string(), v.string()),
    ports: v.array(v.looseObject({ name: v.string(), port: v.number(), targetPort: v.string() })),
  }),
});
const INGRESS = v.looseObject({
  spec: v.looseObject({
    rules: v.array(
      v.looseObject({
        host: v.optional(v.string()),
        http: v.object({
          paths: v.array(
            v.object({
              path: v.string(),
              pathType: v.literal('Prefix'),
              backend: v.object({
                service: v.object({ name: v.string(), port: v.object({ name: v.string() }) }),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
});

const ALB = 'alb.ingress.kubernetes.io/';

/**
 * The load balancer's settings for a service: annotations, parsed as the controller parses them.
 */
export interface TargetGroup {
  readonly service: string;
  /** The selector of its pods. */
  readonly selector: Labels;
  readonly port: number;
  readonly sticky: boolean;
  readonly deregistrationSeconds: number;
  readonly healthPath: string;
  readonly healthSeconds: number;
}

/** One path of the Ingress. */
export interface Route {
  readonly host: string | undefined;
  readonly path: string;
  readonly group: TargetGroup;
}

/** The settings of the listeners. */
export interface Listeners {
  readonly routes: readonly Route[];
  readonly redirectsToHttps: boolean;
  readonly idleSeconds: number;
}

function pairs(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']),
  );
}

/** The number of a service's port on its pods, found by the port's names. */
function portOnPods(pods: readonly Pods[], selector: Labels, targetPort: string): number {
  const own = pods.find(({ labels }) => matches(selector, labels));
  const port = own?.spec.containers
    .flatMap(({ ports }) => ports)
    .find(({ name }) => name === targetPort);
  if (port === undefined)
    throw new Error(`No pod opens ${targetPort} for ${JSON.stringify(selector)}`);
  return port.containerPort;
}

function groupsOf(manifests: readonly Manifest[], portName: string): Map<string, TargetGroup> {
  const pods = servingPods(manifests);
  const services = ofKind(manifests, 'Service', SERVICE).filter(
    ({ manifest }) => manifest.metadata.annotations[`${ALB}healthcheck-path`] !== undefined,
  );
  return new Map(
    services.map(({ manifest: { metadata }, content: { spec } }) => {
      const told = (name: string): string => metadata.annotations[`${ALB}${name}`] ?? '';
      const attributes = pairs(told('target-group-attributes'));
      const port = spec.ports.find(({ name }) => name === portName);
      if (port === undefined) throw new Error(`${metadata.name} has no port ${portName}`);
      const group = {
        service: metadata.name,
        selector: spec.selector,
        port: portOnPods(pods, spec.selector, port.targetPort),
        sticky: attributes.get('stickiness.enabled') === 'true',
        deregistrationSeconds: Number(attributes.get('deregistration_delay.timeout_seconds')),
        healthPath: told('healthcheck-path'),
        healthSeconds: Number(told('healthcheck-interval-seconds')),
      };
      return [metadata.name, group] as const;
    }),
  );
}

/**
 * Reads the load balancer's configuration from the Ingress and the services that it names. @throws
 * Error that names the problem
 */
export function readListeners(manifests: readonly Manifest[]): Listeners {
  const [ingress] = ofKind(manifests, 'Ingress', INGRESS);
  if (ingress === undefined) throw new Error('There is no Ingress');
  const told = (name: string): string =>
    ingress.manifest.metadata.annotations[`${ALB}${name}`] ?? '';
  const routes = ingress.content.spec.rules.flatMap(({ host, http }) =>
    http.paths.map(({ path, backend: { service } }) => {
      const group = groupsOf(manifests, service.port.name).get(service.name);
      if (group === undefined)
        throw new Error(`${path} leads to ${service.name}, which is not there`);
      return { host, path, group };
    }),
  );
  const idle = pairs(told('load-balancer-attributes')).get('idle_timeout.timeout_seconds');
  return { routes, redirectsToHttps: told('ssl-redirect') === '443', idleSeconds: Number(idle) };
}

/**
 * The route of a request: the first whose host matches and whose path matches in whole elements.
 */
export function routeFor(routes: readonly Route[], host: string, path: string): Route | undefined {
  const fits = (prefix: string): boolean => {
    const bare = prefix.replace(/\/$/, '');
    return path === bare || path.startsWith(`${bare}/`);
  };
  return routes.find((route) => (route.host ?? host) === host && fits(route.path));
}
