import { relative } from 'node:path';
import { runProcess } from '../service/process.ts';
import { buildPage } from './builder/page.ts';
import { BUILT_PAGE, PAGE_SOURCE } from './builder/paths.ts';

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;

/** `npm run build`: builds the page and prints the compressed size of each file. */
runProcess(async () => {
  const files = await buildPage({ source: PAGE_SOURCE, out: BUILT_PAGE });
  for (const { file, brotliBytes } of files) {
    process.stdout.write(`${kilobytes(brotliBytes)}  ${file}\n`);
  }
  process.stdout.write(`The page is in ${relative(process.cwd(), BUILT_PAGE)}\n`);
});
