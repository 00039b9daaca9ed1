import { BACKEND_DIGEST, UI_DIGEST } from '../repository.ts';

/** Values for `helm --set-json`: path and value. */
export type Values = Readonly<Record<string, unknown>>;

/** The minimum that renders. */
export const LEAST: Values = {
  registry: 'registry.example',
  'backend.digest': BACKEND_DIGEST,
  'ui.digest': UI_DIGEST,
  'redis.enabled': true,
  'network.balancerCidr': '10.0.0.0/16',
  'ingress.certificateArn': 'arn:aws:acm:eu-north-1:111122223333:certificate/a',
};

const everyPod = (key: string, value: unknown): Values => ({
  [`backend.${key}`]: value,
  [`ui.${key}`]: value,
});

/** Values at their limits and every switch both ways: each must render and be valid. */
export const EDGES: Readonly<Record<string, Values>> = {
  'nothing but the least': {},
  'a trial without balancer, policies and Redis': {
    'redis.enabled': false,
    'ingress.enabled': false,
    'ingress.certificateArn': '',
    'network.policies': false,
    'network.balancerCidr': '',
    'backend.autoscaling.enabled': false,
    'backend.replicas': 1,
  },
  'a port in the registry': { registry: 'localhost:5000/live-chat' },
  'a fixed number of pods': {
    ...everyPod('autoscaling.enabled', false),
    ...everyPod('replicas', 100),
  },
  'the most pods': {
    ...everyPod('autoscaling.maxReplicas', 100),
    ...everyPod('autoscaling.minReplicas', 100),
    ...everyPod('maxUnavailable', 50),
  },
  'one pod of each': { ...everyPod('autoscaling.minReplicas', 1) },
  'the largest pods': {
    ...everyPod('resources.cpuMillis', 16_000),
    ...everyPod('resources.cpuLimitMillis', 16_000),
    ...everyPod('resources.memoryMiB', 65_536),
    ...everyPod('resources.memoryLimitMiB', 65_536),
  },
  'the smallest pods': {
    ...everyPod('resources.cpuMillis', 10),
    ...everyPod('resources.cpuLimitMillis', 10),
    ...everyPod('resources.memoryMiB', 64),
    ...everyPod('resources.memoryLimitMiB', 64),
  },
  'the fastest end': {
    'shutdown.preStopSeconds': 15,
    'shutdown.drainSeconds': 10,
    'shutdown.gracePeriodSeconds': 30,
    'ingress.healthCheck.intervalSeconds': 5,
    'ingress.healthCheck.timeoutSeconds': 2,
  },
  'the slowest end': {
    'shutdown.preStopSeconds': 120,
    'shutdown.drainSeconds': 120,
    'shutdown.gracePeriodSeconds': 600,
  },
  'settings, nodes and taints of our own': {
    'backend.maxConnections': 1_000_000,
    'backend.fileMaxBytes': 0,
    ...everyPod('extraEnv', { NODE_OPTIONS: '--max-old-space-size=400' }),
    ...everyPod('nodeSelector', { 'kubernetes.io/arch': 'arm64' }),
    ...everyPod('tolerations', [
      { key: 'chat', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
      { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 },
    ]),
  },
  'pods that wait for a free place': { 'spread.zones': 'required', 'spread.nodes': 'required' },
  'a host of our own, by certificate lookup': {
    'ingress.host': 'chat.example.org',
    'ingress.certificateArn': '',
    'ui.hstsSeconds': 63_072_000,
  },
  'a shared balancer': { 'ingress.host': 'staging.example.org', 'ingress.group': 'live-chat' },
  'a balancer whose name is known': {
    'ingress.balancerHost': 'k8s-x-1.eu-north-1.elb.amazonaws.com',
  },
  'an internal balancer for some': {
    'ingress.scheme': 'internal',
    'ingress.allowedCidrs': ['10.0.0.0/8', '2001:db8::/32'],
  },
  'a managed Redis': { 'redis.enabled': false, 'managedRedis.host': 'master.redis.example' },
  'a managed Redis without TLS': {
    'redis.enabled': false,
    'managedRedis.host': '10.0.9.9',
    'managedRedis.tls': false,
    'managedRedis.port': 65_535,
  },
  'a Redis without a disk': { 'redis.persistence.enabled': false },
  'a Redis with a class of disk': {
    'redis.persistence.storageClass': 'gp3',
    'redis.persistence.sizeGiB': 1000,
  },
  'a Redis for others': { 'redis.clientLabels': { app: 'mine' } },
  'everything watched': {
    'monitoring.enabled': true,
    'monitoring.labels': { release: 'prometheus' },
  },
  'metrics without rules and dashboard': {
    'monitoring.enabled': true,
    'monitoring.alerts': false,
    'monitoring.dashboard': false,
  },
  'other names of secrets': {
    'secret.name': 'chat',
    'secret.redisPasswordKey': 'password',
    'redis.secret.name': 'chat',
    'redis.secret.passwordKey': 'password',
  },
};
