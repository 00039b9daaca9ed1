import type { Mutation } from './mutations.ts';

const POLLING = ['test/integration/polling.test.ts'];
const GROWTH_CHECK = ['test/load/soak/growth-check.test.ts'];
const DIGESTS = ['test/integration/asset-digests.test.ts'];

/**
 * Programs beside the product: the development cluster, digests of the page, the growth check of a
 * soak. Their tests start them as separate processes, in which Stryker cannot activate a mutant.
 */
export const PROGRAMS: readonly Mutation[] = [
  {
    file: 'scripts/dev-cluster/proxy.ts',
    breaks: 'a poll goes to any relay',
    find: 'return named ?? serving',
    replace: 'return serving',
    tests: POLLING,
  },
  {
    file: 'scripts/dev-cluster/proxy.ts',
    breaks: 'whoever comes says whether it came encrypted',
    find: "else request.headers['x-forwarded-proto'] = 'https';",
    replace: '',
    tests: ['test/integration/cluster.test.ts'],
  },
  {
    file: 'scripts/dev-cluster/settings.ts',
    breaks: 'a cluster may have no relay',
    find: 'const COUNT = { min: 1,',
    replace: 'const COUNT = { min: 0,',
    tests: ['test/integration/cluster.test.ts'],
  },
  {
    file: 'scripts/test-runner/contract-counts.ts',
    breaks: 'a store may pass fewer cases than the others',
    find: 'counts.size > 1 && new Set(counts.values()).size === 1',
    replace: 'counts.size > 1',
    tests: ['test/repository/test-reports.test.ts'],
  },
  {
    file: 'test/load/soak/growth-check.ts',
    breaks: 'a leak passes',
    find: 'const LEAK_PER_TEXT = 64;',
    replace: 'const LEAK_PER_TEXT = 512;',
    tests: GROWTH_CHECK,
  },
  {
    file: 'test/load/soak/growth-check.ts',
    breaks: 'one odd sample is a leak',
    find: 'slopes[Math.floor(slopes.length / 2)] ?? 0',
    replace: 'slopes.reduce((sum, slope) => sum + slope, 0) / slopes.length',
    tests: GROWTH_CHECK,
  },
  {
    file: 'scripts/release/digests/listing.ts',
    breaks: 'what a site has beyond the checkout is not told',
    find: ", ...only('+', second, first)]",
    replace: ']',
    tests: DIGESTS,
  },
  {
    file: 'scripts/release/digests/site.ts',
    breaks: 'only what the HTML names is looked at',
    find: 'const NAMES_OTHERS = /^\\/$|\\.(?:html|css|webmanifest)$/;',
    replace: 'const NAMES_OTHERS = /^\\/$/;',
    tests: DIGESTS,
  },
  {
    file: 'scripts/release/digests/site.ts',
    breaks: 'an answer that is no file is taken for one',
    find: 'if (response.ok) return',
    replace: 'if (response.status !== 404) return',
    tests: DIGESTS,
  },
];
