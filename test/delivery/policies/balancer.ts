import { PING_INTERVAL_MS } from '../../../src/protocol/limits.ts';
import { called, type Manifest } from '../manifests.ts';
import { servingPods } from '../pods.ts';
import { examineEach, type Policy, part } from './policy.ts';

const ALB = 'alb.ingress.kubernetes.io';

const annotation = ({ metadata }: Manifest, name: string): string =>
  metadata.annotations[`${ALB}/${name}`] ?? '';

/** `a=1,b=2` as a map. */
function attributes(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').filter((pair) => pair !== '');
  return new Map(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']));
}

const https: Policy = {
  name: 'only HTTPS with current protocols is allowed',
  examine: (manifests) =>
    examineEach(
      manifests.filter(({ kind }) => kind === 'Ingress'),
      (ingress) => {
        const name = called(ingress);
        const ports = new Set(
          JSON.parse(annotation(ingress, 'listen-ports') || '[]').flatMap((port: object) =>
            Object.entries(port).map(([protocol, number]) => `${protocol} ${number}`),
          ),
        );
        return [
          !ports.has('HTTPS 443') && `${name} does not listen on 443`,
          !ports.has('HTTP 80') && `${name} leaves people who type http alone`,
          annotation(ingress, 'ssl-redirect') !== '443' && `${name} serves without HTTPS`,
          !/TLS13-1-[23]/.test(annotation(ingress, 'ssl-policy')) && `${name} allows old protocols`,
          annotation(ingress, 'certificate-arn') === '' &&
            !JSON.stringify(ingress).includes('"tls"') &&
            `${name} has no certificate`,
        ];
      },
    ),
  seeds: {
    'no redirect': (manifests) => {
      delete part(manifests, 'Ingress', 'metadata', 'annotations')[`${ALB}/ssl-redirect`];
    },
    'policy of 2016': (manifests) => {
      part(manifests, 'Ingress', 'metadata', 'annotations')[`${ALB}/ssl-policy`] =
        'ELBSecurityPolicy-2016-08';
    },
  },
};

/** Socket.IO's ping, s: a connection is never idle for longer. */
const PING_SECONDS = PING_INTERVAL_MS / 1000;
/**
 * How long our servers keep an idle connection, s (src/service): the load balancer must close
 * first.
 */
const KEEP_ALIVE_SECONDS = 310;

const idle: Policy = {
  name: 'the load balancer keeps sockets open between pings and closes idle connections before the servers do',
  examine: (manifests) =>
    examineEach(
      manifests.filter(({ kind }) => kind === 'Ingress'),
      (ingress) => {
        const seconds = Number(
          attributes(annotation(ingress, 'load-balancer-attributes')).get(
            'idle_timeout.timeout_seconds',
          ),
        );
        return [
          !(seconds > 2 * PING_SECONDS) && `${called(ingress)} closes sockets after ${seconds} s`,
          !(seconds < KEEP_ALIVE_SECONDS) && `${called(ingress)} outlives the servers' connections`,
        ];
      },
    ),
  seeds: {
    short: (manifests) => {
      part(manifests, 'Ingress', 'metadata', 'annotations')[`${ALB}/load-balancer-attributes`] =
        'idle_timeout.timeout_seconds=20';
    },
    long: (manifests) => {
      part(manifests, 'Ingress', 'metadata', 'annotations')[`${ALB}/load-balancer-attributes`] =
        'idle_timeout.timeout_seconds=400';
    },
  },
};

const isBalanced = (manifest: Manifest): boolean =>
  manifest.kind === 'Service' && annotation(manifest, 'healthcheck-path') !== '';
const component = ({ metadata }: Manifest): string =>
  metadata.labels['app.kubernetes.io/component'] ?? '';

const stickiness: Policy = {
  name: 'only the relay has sticky sessions: one cookie for one host',
  examine: (manifests) => {
    const services = manifests.filter(isBalanced);
    const onIngress = manifests.filter(
      (manifest) =>
        manifest.kind === 'Ingress' && annotation(manifest, 'target-group-attributes') !== '',
    );
    const found = examineEach(services, (service) => {
      const values = attributes(annotation(service, 'target-group-attributes'));
      const sticky = values.get('stickiness.enabled') === 'true';
      return [
        sticky !== (component(service) === 'backend') && `${called(service)}: sticky is ${sticky}`,
      ];
    });
    const wrong = onIngress.map((ingress) => `${called(ingress)} sets it for every service`);
    return { examined: found.examined, violations: [...found.violations, ...wrong] };
  },
  seeds: {
    'page server sticky': (manifests) => {
      const page = manifests.find((one) => isBalanced(one) && component(one) === 'ui');
      if (page)
        page.metadata.annotations[`${ALB}/target-group-attributes`] = 'stickiness.enabled=true';
    },
    'on the ingress': (manifests) => {
      part(manifests, 'Ingress', 'metadata', 'annotations')[`${ALB}/target-group-attributes`] =
        'stickiness.enabled=true';
    },
  },
};

const deregistration: Policy = {
  name: 'the load balancer deregisters a pod after it drained and before it is killed',
  examine: (manifests) => {
    const pods = servingPods(manifests);
    return examineEach(manifests.filter(isBalanced), (service) => {
      const own = pods.find(
        ({ labels }) => labels['app.kubernetes.io/component'] === component(service),
      );
      const delay = Number(
        attributes(annotation(service, 'target-group-attributes')).get(
          'deregistration_delay.timeout_seconds',
        ),
      );
      const preStop = own?.spec.containers[0]?.lifecycle?.preStop.sleep.seconds ?? 0;
      const grace = own?.spec.terminationGracePeriodSeconds ?? 0;
      return [
        annotation(service, 'healthcheck-path') !== '/readyz' &&
          `${called(service)} is not asked /readyz`,
        !(delay >= preStop + 5) &&
          `${called(service)} is closed after ${delay} s, before it drained`,
        !(delay <= grace) && `${called(service)} gets traffic for ${delay} s, after it was killed`,
      ];
    });
  },
  seeds: {
    hasty: (manifests) => {
      const service = manifests.find(isBalanced);
      if (service) {
        service.metadata.annotations[`${ALB}/target-group-attributes`] =
          'deregistration_delay.timeout_seconds=10';
      }
    },
  },
};

export const BALANCER_POLICIES: readonly Policy[] = [https, idle, stickiness, deregistration];
