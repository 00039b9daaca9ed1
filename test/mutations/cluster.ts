import type { Mutation } from './mutations.ts';

const POLLING = ['test/integration/polling.test.ts'];
const JUDGEMENT = ['test/soak/judgement.test.ts'];

/** The development cluster, what stands before pods, and the judgement of a soak, broken. */
export const CLUSTER: readonly Mutation[] = [
  {
    file: 'scripts/cluster/proxy.ts',
    breaks: 'a poll goes to any relay',
    find: 'return named ?? serving',
    replace: 'return serving',
    tests: POLLING,
  },
  {
    file: 'scripts/cluster/proxy.ts',
    breaks: 'whoever comes says whether it came encrypted',
    find: "else request.headers['x-forwarded-proto'] = 'https';",
    replace: '',
    tests: ['test/integration/cluster.test.ts'],
  },
  {
    file: 'scripts/cluster/settings.ts',
    breaks: 'a cluster may have no relay',
    find: 'const COUNT = { min: 1,',
    replace: 'const COUNT = { min: 0,',
    tests: ['test/integration/cluster.test.ts'],
  },
  {
    file: 'src/client/connection/relay-socket.ts',
    breaks: 'programs that poll forget the cookie of the balancer',
    find: 'withCredentials: true,',
    replace: '',
    tests: POLLING,
  },
  {
    file: 'scripts/results/contract-counts.ts',
    breaks: 'a store may pass fewer cases than the others',
    find: 'counts.size > 1 && new Set(counts.values()).size === 1',
    replace: 'counts.size > 1',
    tests: ['test/test-reports.test.ts'],
  },
  {
    file: 'test/soak/judgement.ts',
    breaks: 'a leak passes',
    find: 'const LEAK_PER_TEXT = 64;',
    replace: 'const LEAK_PER_TEXT = 512;',
    tests: JUDGEMENT,
  },
  {
    file: 'test/soak/judgement.ts',
    breaks: 'one odd sample is a leak',
    find: 'slopes[Math.floor(slopes.length / 2)] ?? 0',
    replace: 'slopes.reduce((sum, slope) => sum + slope, 0) / slopes.length',
    tests: JUDGEMENT,
  },
];
