import { cp } from 'node:fs/promises';
import { buildPage, type PageBuild } from '../../../src/ui/builder/page.ts';
import { BUILT_PAGE } from '../../../src/ui/builder/paths.ts';

/**
 * Builds another page than that of the run (prepare-run.ts). What is the same in both is copied, because compressing
 * takes most of the time of a build.
 */
export async function buildOtherPage(page: PageBuild): ReturnType<typeof buildPage> {
  await cp(BUILT_PAGE, page.out, { recursive: true });
  return buildPage(page);
}
