import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachBackend } from '../../../src/backend/backend.ts';
import { AT_ONCE } from '../../../src/backend/config.ts';
import { listen, stopListening } from '../../../src/service/listening.ts';
import { createLogger } from '../../../src/service/logging.ts';
import { PAGE_SOURCE } from '../../../src/ui/builder/paths.ts';
import { createPageApp } from '../../../src/ui/server/app.ts';
import { type PageFiles, readPageFiles } from '../../../src/ui/server/page-files.ts';
import { LANGUAGES } from '../../../src/ui/strings/languages.ts';
import { buildOtherPage } from './build-page.ts';
import type { Site } from './servers.ts';

/** The title of the settings and the description of the page in the next build, in every language. */
export const NEXT_TITLE = 'Settings of the next build';

/** The page of the next release, and a function that deletes it. */
export async function buildNext(): Promise<{ page: PageFiles; remove(): Promise<void> }> {
  const out = await mkdtemp(join(tmpdir(), 'live-chat-next-'));
  const languages = LANGUAGES.map((language) => {
    const { labels, ...others } = language.translation;
    const settings = { ...labels.settings, title: NEXT_TITLE };
    const app = { ...labels.app, description: NEXT_TITLE };
    return { ...language, translation: { ...others, labels: { ...labels, app, settings } } };
  });
  await buildOtherPage({ source: PAGE_SOURCE, out, languages });
  return { page: await readPageFiles(out), remove: () => rm(out, { recursive: true }) };
}

/** Changes a response on its way: another body, or a status without one. */
export type Interference = (path: string) => string | number | undefined;

/** A chat whose operator can release another page. */
export interface ReleasingSite extends Site {
  /** Serves a page from now on. */
  release(page: PageFiles, interfere?: Interference): void;
}

/** A chat in this process that serves a page, and later another one. */
export async function startReleasing(first: PageFiles): Promise<ReleasingSite> {
  const logger = createLogger('warn', { write: () => undefined });
  const readiness = () => ({ ready: true, reasons: [] });
  const handlerOf = (page: PageFiles, interfere: Interference = () => undefined) => {
    const app = createPageApp({ page, readiness, logger }).callback();
    return (request: IncomingMessage, response: ServerResponse): void => {
      const instead = interfere(request.url ?? '');
      if (typeof instead === 'number') response.writeHead(instead).end();
      else if (instead !== undefined) response.end(instead);
      else void app(request, response);
    };
  };
  let handle = handlerOf(first);
  const server = createServer((request, response) => handle(request, response));
  const host = `localhost:${await listen(server, { host: 'localhost', port: 0, setting: 'PORT' })}`;
  const config = { publicHosts: [host], secret: 's'.repeat(32), trustedProxies: 0 };
  const backend = await attachBackend(server, config, logger);
  const notAProcess = (): never => {
    throw new Error("This chat runs in the test's process");
  };
  return {
    address: `http://${host}`,
    release: (page, interfere) => {
      handle = handlerOf(page, interfere);
    },
    freeze: notAProcess,
    kill: async () => notAProcess(),
    restart: async () => notAProcess(),
    output: () => '',
    stop: async () => {
      await backend.stop(AT_ONCE);
      await stopListening(server);
    },
  };
}
