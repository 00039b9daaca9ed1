import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { buildPage } from '../../src/ui/builder/page.ts';
import { bundleInto, entryPath } from './pods/bundle.ts';

/** Entries that serve a page, as one file each, for tests of what surrounds the page: it has one line. */
export interface SmallPage {
  readonly folder: string;
  /** `npm start`. */
  readonly local: string;
  /** The page server, as its image holds it: it finds the page beside its file. */
  readonly ui: string;
}

/** For an entry that builds the page: it is built already. */
export const withBuiltPage = (page: string): Plugin => ({
  name: 'built-page',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]builder[\\/]page\.ts$/ }, () => ({
      contents: 'export const buildPage = async () => [];',
    }));
    onLoad({ filter: /[\\/]builder[\\/]paths\.ts$/ }, () => ({
      contents: `export const PAGE_SOURCE = ''; export const BUILT_PAGE = ${JSON.stringify(page)};`,
    }));
  },
});

/** Builds the page and both entries; the caller deletes the folder. */
export async function makeSmallPage(): Promise<SmallPage> {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-small-page-'));
  const [source, page] = [join(folder, 'source'), join(folder, 'page')];
  await mkdir(source);
  await writeFile(join(source, 'index.html'), '<!doctype html><html lang="en"><title>t</title>');
  await buildPage({ source, out: page });
  const [local, ui] = [join(folder, 'local.mjs'), join(folder, 'ui.mjs')];
  const plugins = [withBuiltPage(page)];
  await bundleInto(local, entryPath('src/local.ts'), plugins);
  await bundleInto(ui, entryPath('src/ui/main.ts'), plugins);
  return { folder, local, ui };
}
