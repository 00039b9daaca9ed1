import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage } from '../../../src/ui/builder/page.ts';
import { PAGE_SOURCE } from '../../../src/ui/builder/paths.ts';

/** A script of the page: its compressed size, and whether the HTML names it. */
export interface BundleSize {
  readonly file: string;
  readonly brotliBytes: number;
  readonly eager: boolean;
}

/** The sizes of the page's scripts. */
export async function measureBundles(): Promise<BundleSize[]> {
  const out = await mkdtemp(join(tmpdir(), 'live-chat-bench-'));
  try {
    const written = await buildPage({ source: PAGE_SOURCE, out });
    const html = await readFile(join(out, 'index.html'), 'utf8');
    const tags = (html.match(/<(?:script|link)[^>]*>/g) ?? []).join();
    return written
      .filter(({ file }) => file.endsWith('.js'))
      .map(({ file, brotliBytes }) => ({ file, brotliBytes, eager: tags.includes(file) }));
  } finally {
    await rm(out, { recursive: true });
  }
}
