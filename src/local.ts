import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type RequestListener,
} from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { Logger } from 'pino';
import { attachBackend, type Backend } from './backend/backend.ts';
import { AT_ONCE } from './backend/config.ts';
import { hostAndPort, isLoopback, namesOf, thisMachine } from './local/addresses.ts';
import { type Certificate, certificateFolder, certificateFor } from './local/certificate.ts';
import { greeting } from './local/greeting.ts';
import { HELP, type LocalSettings, parseFlags, readLocalSettings } from './local/settings.ts';
import { createAdminServer } from './service/admin-server.ts';
import { listen, listenAndPrepare, stopListening } from './service/listening.ts';
import { createLogger } from './service/logging.ts';
import { runProcess, stopOnSignal } from './service/process.ts';
import { STARTING } from './service/readiness.ts';
import { buildPage } from './ui/builder/page.ts';
import { BUILT_PAGE, PAGE_SOURCE } from './ui/builder/paths.ts';
import { createPageApp, type PageAppOptions } from './ui/server/app.ts';
import { readPageFiles } from './ui/server/page-files.ts';

/** A running chat. */
interface Chat {
  readonly server: HttpServer | HttpsServer;
  readonly backend: Backend;
  readonly admin: HttpServer | undefined;
  /** What to tell the person who started it. */
  readonly greeting: string;
}

/** Everything but `/socket.io/`, which the relay handles once it is attached. */
async function preparePage(options: Omit<PageAppOptions, 'page'>): Promise<RequestListener> {
  await buildPage({ source: PAGE_SOURCE, out: BUILT_PAGE });
  return createPageApp({ ...options, page: await readPageFiles(BUILT_PAGE) }).callback();
}

const createServer =
  (certificate: Certificate | undefined) =>
  (handler: RequestListener): HttpServer | HttpsServer =>
    certificate === undefined ? createHttpServer(handler) : createHttpsServer(certificate, handler);

async function startAdmin(settings: LocalSettings, backend: Backend) {
  if (settings.adminPort === undefined) return undefined;
  const server = createAdminServer(() => backend.readiness());
  const { host, adminPort } = settings;
  const port = await listen(server, { host, port: adminPort, setting: 'ADMIN_PORT' });
  return { server, port };
}

/** Page and relay on one port. It listens first, because sign-in proofs contain the port. */
async function start(settings: LocalSettings, logger: Logger): Promise<Chat> {
  const { host } = settings;
  const names = namesOf(host, thisMachine());
  const certificate = isLoopback(host)
    ? undefined
    : await certificateFor(names.all, certificateFolder(), Date.now());
  const scheme = certificate === undefined ? 'http' : 'https';
  let backend: Backend | undefined;
  const { trustedProxies } = settings.relay;
  const readiness = () => backend?.readiness() ?? STARTING;
  const { server, port } = await listenAndPrepare(
    createServer(certificate),
    { host, port: settings.port, setting: '--port (PORT)' },
    () => preparePage({ readiness, logger, trustedProxies }),
  );
  const toHost = (name: string): string => hostAndPort(name, port, scheme);
  const hosts = names.shown.map(toHost);
  const configured = settings.relay.publicHosts;
  const publicHosts = configured.length > 0 ? configured : names.all.map(toHost);
  backend = await attachBackend(server, { ...settings.relay, publicHosts }, logger);
  const admin = await startAdmin(settings, backend);
  const fingerprint = certificate?.fingerprint;
  const words = greeting({ scheme, hosts, publicHosts, fingerprint, adminPort: admin?.port });
  return { server, backend, admin: admin?.server, greeting: words };
}

async function stop({ server, backend, admin }: Chat): Promise<void> {
  await backend.stop(AT_ONCE);
  await stopListening(server);
  if (admin !== undefined) await stopListening(admin);
}

/** `npm start`: the whole chat in one process. */
runProcess(async () => {
  const flags = parseFlags(process.argv.slice(2));
  if (flags.help) {
    process.stdout.write(HELP);
    return;
  }
  const settings = readLocalSettings(flags, process.env);
  const chat = await start(settings, createLogger(settings.logLevel));
  stopOnSignal(async () => {
    process.stdout.write('\nStopping …\n');
    await stop(chat);
  });
  // Last, because a reader of this line may stop the process at once.
  process.stdout.write(chat.greeting);
});
