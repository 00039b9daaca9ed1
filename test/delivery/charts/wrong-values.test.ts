import { describe, expect, it } from '@jest/globals';
import { template } from './chart.ts';
import type { Values } from './edges.ts';

/** Values that are wrong on their own, and how the error names them. */
const WRONG: readonly (readonly [string, Values, string])[] = [
  ['an unknown value', { colour: 'red' }, "'colour' not allowed"],
  [
    'an unknown value of a component',
    { 'ui.colour': 'red' },
    "at '/ui': additional properties 'colour'",
  ],
  ['an unknown component', { 'worker.digest': 'x' }, "'worker' not allowed"],
  ['an unknown value of Redis', { 'redis.disk': 3 }, "'disk' not allowed"],
  ['a tag for a digest', { 'backend.digest': 'latest' }, "at '/backend/digest'"],
  ['a short digest', { 'ui.digest': 'sha256:abc' }, "at '/ui/digest'"],
  ['a registry with a scheme', { registry: 'https://registry.example' }, "at '/registry'"],
  ['an environment in capitals', { environment: 'Staging' }, "at '/environment'"],
  ['a number as text', { 'backend.replicas': 'two' }, "at '/backend/replicas': got string"],
  ['half a pod', { 'backend.replicas': 1.5 }, "at '/backend/replicas'"],
  ['no pods', { 'ui.autoscaling.minReplicas': 0 }, "at '/ui/autoscaling/minReplicas': minimum"],
  [
    'too many pods',
    { 'ui.autoscaling.maxReplicas': 101 },
    "at '/ui/autoscaling/maxReplicas': maximum",
  ],
  ['a target over 100 %', { 'backend.autoscaling.targetCpuPercent': 150 }, 'targetCpuPercent'],
  [
    'a budget that allows no eviction',
    { 'backend.maxUnavailable': 0 },
    "at '/backend/maxUnavailable'",
  ],
  ['memory as a quantity', { 'backend.resources.memoryMiB': '1Gi' }, 'memoryMiB'],
  ['an unknown log level', { 'ui.logLevel': 'loud' }, "at '/ui/logLevel'"],
  ['a switch as text', { 'network.policies': 'yes' }, "at '/network/policies': got string"],
  ['a block without length', { 'network.balancerCidr': '10.0.0.0' }, "at '/network/balancerCidr'"],
  ['a host with a scheme', { 'ingress.host': 'https://chat.example.org' }, "at '/ingress/host'"],
  ['a host with a port', { 'ingress.host': 'chat.example.org:443' }, "at '/ingress/host'"],
  ['a certificate by name', { 'ingress.certificateArn': 'mine' }, "at '/ingress/certificateArn'"],
  [
    'protocols of 2016',
    { 'ingress.tlsPolicy': 'ELBSecurityPolicy-2016-08' },
    "at '/ingress/tlsPolicy'",
  ],
  ['an idle time below two pings', { 'ingress.idleTimeoutSeconds': 30 }, 'idleTimeoutSeconds'],
  [
    "an idle time over the servers' own",
    { 'ingress.idleTimeoutSeconds': 400 },
    'idleTimeoutSeconds',
  ],
  ['an unknown scheme', { 'ingress.scheme': 'public' }, "at '/ingress/scheme'"],
  ['no allowed addresses', { 'ingress.allowedCidrs': [] }, "at '/ingress/allowedCidrs'"],
  ['a pod that stops at once', { 'shutdown.preStopSeconds': 0 }, "at '/shutdown/preStopSeconds'"],
  ['no connections', { 'backend.maxConnections': 0 }, "at '/backend/maxConnections'"],
  [
    'a file beyond the protocol',
    { 'backend.fileMaxBytes': 104_857_601 },
    "at '/backend/fileMaxBytes'",
  ],
  ['connections of the page', { 'ui.maxConnections': 5 }, "'maxConnections' not allowed"],
  ['a setting in lower case', { 'ui.extraEnv': { level: 'x' } }, "propertyName 'level'"],
  ['a setting that is a number', { 'ui.extraEnv': { LEVEL: 5 } }, "at '/ui/extraEnv/LEVEL'"],
  [
    'a taint with an unknown effect',
    { 'ui.tolerations': [{ effect: 'Never' }] },
    "at '/ui/tolerations/0",
  ],
  ['a node label with blanks', { 'ui.nodeSelector': { a: 'b c' } }, "at '/ui/nodeSelector/a'"],
  ['an unknown spread', { 'spread.zones': 'maybe' }, "at '/spread/zones'"],
  ['a removed default', { 'shutdown.gracePeriodSeconds': null }, 'gracePeriodSeconds'],
  ['an invalid port', { 'managedRedis.port': 70_000 }, "at '/managedRedis/port'"],
  ['HSTS of a hundred years', { 'ui.hstsSeconds': 3_153_600_000 }, "at '/ui/hstsSeconds'"],
  ['a name of a secret with blanks', { 'secret.name': 'my secret' }, "at '/secret/name'"],
  ['an image of Redis by tag', { 'redis.image.digest': '9.0' }, "at '/image/digest'"],
  ['a disk without a size', { 'redis.persistence.sizeGiB': 0 }, "at '/persistence/sizeGiB'"],
];

/** Values that are valid alone and cannot work together, and the sentence that says so. */
const IMPOSSIBLE: readonly (readonly [string, Values, string])[] = [
  [
    'a grace period below preStop and drain',
    { 'shutdown.gracePeriodSeconds': 35 },
    'shutdown.gracePeriodSeconds (35) must be more than preStopSeconds and drainSeconds together (35)',
  ],
  [
    'a minimum of pods above the maximum',
    { 'backend.autoscaling.minReplicas': 7 },
    'backend.autoscaling.minReplicas (7) is more than maxReplicas (6)',
  ],
  [
    'a budget that allows evicting all pods',
    { 'ui.maxUnavailable': 2 },
    'ui.maxUnavailable (2) is not less than the fewest pods there are (2)',
  ],
  [
    'more CPU time than the limit',
    { 'ui.resources.cpuMillis': 501 },
    'ui.resources.cpuMillis (501) is more than cpuLimitMillis (500)',
  ],
  [
    'more memory than the limit',
    { 'backend.resources.memoryMiB': 1024 },
    'backend.resources.memoryMiB (1024) is more than memoryLimitMiB (512)',
  ],
  ['no image', { 'backend.digest': '' }, 'backend.digest is empty: scripts/set-image writes it'],
  ['no registry', { registry: '' }, 'registry is empty'],
  [
    'a setting that is already a value',
    { 'backend.extraEnv': { MAX_CONNECTIONS: '5' } },
    'backend.extraEnv sets MAX_CONNECTIONS, which the chart sets from a value of its own',
  ],
  [
    'a secret among the settings',
    { 'ui.extraEnv': { API_TOKEN: 'x' } },
    'ui.extraEnv sets API_TOKEN, which sounds secret',
  ],
  [
    'two Redis servers',
    { 'managedRedis.host': 'redis.example' },
    'managedRedis.host is set while redis.enabled is true',
  ],
  [
    'many relays without Redis',
    { 'redis.enabled': false },
    'redis.enabled is false and managedRedis.host is empty',
  ],
  [
    'HTTPS without a certificate',
    { 'ingress.certificateArn': '' },
    'ingress.certificateArn and ingress.host are both empty',
  ],
  [
    'a shared balancer without a host',
    { 'ingress.group': 'live-chat' },
    'ingress.host is empty while ingress.group is set',
  ],
  [
    "a shared balancer's own name",
    {
      'ingress.group': 'live-chat',
      'ingress.host': 'chat.example.org',
      'ingress.balancerHost': 'k8s-x.eu-north-1.elb.amazonaws.com',
    },
    'ingress.balancerHost is set while ingress.group is set',
  ],
  [
    'a health check with a timeout above its interval',
    { 'ingress.healthCheck.intervalSeconds': 5 },
    'ingress.healthCheck.timeoutSeconds (5) must be less than intervalSeconds (5)',
  ],
  [
    'a health check that comes too late',
    { 'ingress.healthCheck.intervalSeconds': 20 },
    'ingress.healthCheck.intervalSeconds (20) twice is more than shutdown.preStopSeconds (25)',
  ],
  [
    'a load balancer that no policy admits',
    { 'network.balancerCidr': '' },
    'network.balancerCidr is empty while network.policies is on',
  ],
  [
    'two passwords for one Redis',
    { 'redis.secret': { name: 'other' } },
    'redis.secret.name (other) differs from secret.name (live-chat)',
  ],
  [
    'two keys for one password',
    { 'redis.secret': { passwordKey: 'other' } },
    'redis.secret.passwordKey (other) differs from secret.redisPasswordKey (redis-password)',
  ],
  [
    'data that fills the memory',
    { 'redis.maxMemoryMiB': 300 },
    'redis.maxMemoryMiB (300) is more than three quarters of redis.resources.memoryMiB (320)',
  ],
];

describe('a value that is wrong on its own is rejected by name', () => {
  it.each(WRONG)('%s', (_, values, named) => {
    const { status, stderr } = template(values);
    expect(status).not.toBe(0);
    expect(stderr).toContain(named);
  });
});

describe('values that cannot work together are rejected with an explanation', () => {
  it.each(IMPOSSIBLE)('%s', (_, values, sentence) => {
    const { status, stderr } = template(values);
    expect(status).not.toBe(0);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("don't meet the specifications");
  });

  it('and all of them together', () => {
    const { stderr } = template({ registry: '', 'ui.digest': '', 'backend.digest': '' });
    for (const name of ['registry', 'ui.digest', 'backend.digest']) {
      expect(stderr).toContain(`- ${name} is`);
    }
  });
});
