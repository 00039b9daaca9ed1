import { rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openKeyPool } from '../../../src/crypto/testing/key-pool.ts';
import { buildPage } from '../../../src/ui/builder/page.ts';
import { BUILT_PAGE, PAGE_SOURCE } from '../../../src/ui/builder/paths.ts';
import { bundleInto, entryPath } from '../../support/pods/bundle.ts';
import { withBuiltPage } from '../../support/small-page.ts';
import { BUILT_LOCAL, BUILT_PAGE_SERVER, BUILT_RELAY } from './servers.ts';

const WITHOUT_BUILDER = [withBuiltPage(BUILT_PAGE)];

/** The page server as its image holds it, with the page beside it. */
async function buildPageServer(): Promise<void> {
  const folder = dirname(BUILT_PAGE_SERVER);
  await bundleInto(BUILT_PAGE_SERVER, entryPath('src/ui/main.ts'), WITHOUT_BUILDER);
  await rm(join(folder, 'page'), { force: true });
  await symlink(BUILT_PAGE, join(folder, 'page'));
}

/**
 * Before the browser tests: builds the page and what serves it, and opens the pool of RSA keys, once for all workers.
 * @returns deletes the pool after the tests
 */
export default async function prepareRun(): Promise<() => Promise<void>> {
  await buildPage({ source: PAGE_SOURCE, out: BUILT_PAGE });
  await Promise.all([
    bundleInto(BUILT_RELAY),
    buildPageServer(),
    bundleInto(BUILT_LOCAL, entryPath('src/local.ts'), WITHOUT_BUILDER),
  ]);
  return openKeyPool();
}
