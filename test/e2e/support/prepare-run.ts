import { openKeyPool } from '../../../src/crypto/testing/key-pool.ts';
import { buildPage } from '../../../src/ui/builder/page.ts';
import { BUILT_PAGE, PAGE_SOURCE } from '../../../src/ui/builder/paths.ts';
import { bundleInto, entryPath } from '../../support/pods/bundle.ts';
import { withBuiltPage } from '../../support/small-page.ts';
import { BUILT_LOCAL, BUILT_RELAY } from './servers.ts';

/**
 * Before the browser tests: builds the page and what serves it, and opens the pool of RSA keys, once for all workers.
 * @returns deletes the pool after the tests
 */
export default async function prepareRun(): Promise<() => Promise<void>> {
  await buildPage({ source: PAGE_SOURCE, out: BUILT_PAGE });
  await Promise.all([
    bundleInto(BUILT_RELAY),
    bundleInto(BUILT_LOCAL, entryPath('src/local.ts'), [withBuiltPage(BUILT_PAGE)]),
  ]);
  return openKeyPool();
}
