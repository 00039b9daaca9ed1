import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { ConfigError } from '../config/environment.ts';
import { BuildError } from './builder/build-error.ts';
import { createAdminServer } from './server/admin.ts';
import { createPageApp } from './server/app.ts';
import { ListenError, listen } from './server/listening.ts';
import { type PageFiles, readPageFiles } from './server/page-files.ts';
import type { Readiness } from './server/readiness.ts';
import { type PageServerSettings, readPageServerSettings } from './server/settings.ts';

/** Longer than any balancer keeps an idle connection (ours: 300 s), so that it never meets a closed one. */
const KEEP_ALIVE_MS = 310_000;

/** A checkout builds its page first; an image holds it beside the bundle of this file. */
async function findPage(): Promise<PageFiles> {
  if (!import.meta.url.endsWith('.ts')) {
    return readPageFiles(fileURLToPath(new URL('./page', import.meta.url)));
  }
  const { buildPage } = await import('./builder/page.ts');
  const { BUILT_PAGE, PAGE_SOURCE } = await import('./builder/places.ts');
  await buildPage({ source: PAGE_SOURCE, out: BUILT_PAGE });
  return readPageFiles(BUILT_PAGE);
}

async function createPageServer(
  settings: PageServerSettings,
  readiness: () => Readiness,
  logger: Logger,
): Promise<Server> {
  const app = createPageApp({ ...settings, page: await findPage(), readiness, logger });
  const server = createServer(app.callback());
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/** Lets running answers end, then the admin port too: the process ends with 0 once all is closed. */
function stopOnSignal(server: Server, admin: Server, onStop: (signal: string) => void): void {
  const stop = (signal: NodeJS.Signals): void => {
    onStop(signal);
    server.close(() => admin.close());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

async function main(): Promise<void> {
  const settings = readPageServerSettings(process.env);
  const logger = createLogger(settings.logLevel);
  const reasons: string[] = [];
  const readiness = (): Readiness => ({ ready: reasons.length === 0, reasons });
  const server = await createPageServer(settings, readiness, logger);
  const admin = createAdminServer(readiness);
  const { host } = settings;
  const port = await listen(server, { host, port: settings.port, setting: 'PORT' });
  const adminPort = await listen(admin, { host, port: settings.adminPort, setting: 'ADMIN_PORT' });
  stopOnSignal(server, admin, (signal) => {
    reasons.push('stopping');
    logger.info({ signal }, 'stopping');
  });
  logger.info({ host, port, adminPort }, 'started');
}

/** One JSON object a line; nothing of who asked. */
function createLogger(level: PageServerSettings['logLevel']): Logger {
  const timestamp = pino.stdTimeFunctions.isoTime;
  return pino({
    level,
    base: null,
    timestamp,
    formatters: { level: (label) => ({ level: label }) },
  });
}

/** What a person must mend is said in words; anything else is a defect and shows where it is. */
function fail(error: unknown): void {
  const expected = [ConfigError, ListenError, BuildError].some((kind) => error instanceof kind);
  const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

main().catch(fail);
