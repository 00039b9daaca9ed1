import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createAdminServer } from '../service/admin-server.ts';
import { listen, listenAndPrepare, stopListening } from '../service/listening.ts';
import { createLogger } from '../service/logging.ts';
import { runProcess, stopOnSignal } from '../service/process.ts';
import type { Readiness } from '../service/readiness.ts';
import { createPageApp } from './server/app.ts';
import { type PageFiles, readPageFiles } from './server/page-files.ts';
import { PageMetrics } from './server/page-metrics.ts';
import { readPageServerSettings } from './server/settings.ts';

/** How long a slow visitor may continue to load while this process stops, ms. */
const GRACE_MS = 10_000;

/** A checkout builds its page first; an image contains it next to the bundle of this file. */
async function findPage(): Promise<PageFiles> {
  if (!import.meta.url.endsWith('.ts')) {
    return readPageFiles(fileURLToPath(new URL('./page', import.meta.url)));
  }
  const { buildPage } = await import('./builder/page.ts');
  const { BUILT_PAGE, PAGE_SOURCE } = await import('./builder/paths.ts');
  await buildPage({ source: PAGE_SOURCE, out: BUILT_PAGE });
  return readPageFiles(BUILT_PAGE);
}

/** The page server's process: reads settings, starts, and completes responses before it stops. */
runProcess(async () => {
  const settings = readPageServerSettings(process.env);
  const logger = createLogger(settings.logLevel);
  const reasons: string[] = [];
  const readiness = (): Readiness => ({ ready: reasons.length === 0, reasons });
  const metrics = new PageMetrics();
  const { host } = settings;
  const { server, port } = await listenAndPrepare(
    createServer,
    { host, port: settings.port, setting: 'PORT' },
    async () => {
      const page = await findPage();
      return createPageApp({ ...settings, page, readiness, logger, metrics }).callback();
    },
  );
  const admin = createAdminServer(readiness, () => metrics.read());
  const adminPort = await listen(admin, { host, port: settings.adminPort, setting: 'ADMIN_PORT' });
  stopOnSignal(async (signal) => {
    reasons.push('stopping');
    logger.info({ signal }, 'stopping');
    await stopListening(server, GRACE_MS);
    await stopListening(admin);
  });
  logger.info({ host, port, adminPort }, 'started');
});
