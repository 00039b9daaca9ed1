import { createServer, type Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Logger } from 'pino';
import { createAdminServer } from '../service/admin-server.ts';
import { listen, stopListening } from '../service/listening.ts';
import { answerReadiness, type Readiness, STARTING } from '../service/readiness.ts';
import { openDependencies } from './cluster/dependencies.ts';
import { AT_ONCE, type BackendConfig, type RelayConfig, type StopTimes } from './config.ts';
import type { RelayMetrics } from './metrics/relay-metrics.ts';
import { createRelay } from './relay.ts';

/** How often the server looks for connections that were opened and send nothing, ms. */
const CHECK_MS = 5_000;

/** A relay with its store. */
export interface Backend {
  readiness(): Readiness;
  readonly metrics: RelayMetrics;
  stop(how: StopTimes): Promise<void>;
}

/** A backend with its own servers. */
export interface ListeningBackend extends Backend {
  readonly port: number;
  readonly adminPort: number;
}

/**
 * Attaches a relay to a server that the caller creates, starts and closes. Resolves when the store can
 * be reached.
 */
export async function attachBackend(
  httpServer: HttpServer | HttpsServer,
  config: RelayConfig,
  logger: Logger,
): Promise<Backend> {
  const dependencies = await openDependencies(config.redis, logger);
  const { store, probe } = dependencies;
  const relay = createRelay({ httpServer, ...dependencies, config, logger });
  dependencies.onLost(() => relay.metrics.storeIs(false));
  dependencies.onRecovered(() => relay.recover());
  dependencies.onAnswered((seconds) => relay.metrics.storeAnswered(seconds));
  if (probe !== undefined) relay.metrics.readAdapter(() => probe.lagSeconds);
  return {
    readiness: () => relay.readiness(),
    metrics: relay.metrics,
    stop: async (how) => {
      await relay.drain(how);
      probe?.close();
      await store.close();
    },
  };
}

/**
 * Starts a backend process: the relay on one port, health on the other. Both answer at once, and report
 * that the process is not ready until the store can be reached.
 * @throws ListenError
 */
export async function startBackend(
  config: BackendConfig,
  logger: Logger,
): Promise<ListeningBackend> {
  const { host } = config;
  let backend: Backend | undefined;
  const readiness = (): Readiness => backend?.readiness() ?? STARTING;
  const server = createServer({ connectionsCheckingInterval: CHECK_MS }, (request, response) => {
    if (!answerReadiness(request, response, readiness())) response.writeHead(404).end();
  });
  const metrics = async (): Promise<string> => (await backend?.metrics.text()) ?? '';
  const admin = createAdminServer(readiness, metrics);
  const stop = async (how: StopTimes): Promise<void> => {
    await backend?.stop(how);
    await Promise.all([stopListening(server), stopListening(admin)]);
  };
  try {
    const port = await listen(server, { host, port: config.port, setting: 'PORT' });
    const adminPort = await listen(admin, { host, port: config.adminPort, setting: 'ADMIN_PORT' });
    backend = await attachBackend(server, config, logger);
    backend.metrics.includeProcess();
    return { port, adminPort, readiness, metrics: backend.metrics, stop };
  } catch (error) {
    await stop(AT_ONCE);
    throw error;
  }
}
