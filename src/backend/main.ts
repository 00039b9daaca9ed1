import { createLogger } from '../service/logging.ts';
import { runProcess, stopOnSignal } from '../service/process.ts';
import { startBackend } from './backend.ts';
import { readBackendConfig } from './config.ts';

/** Over how long clients spread their reconnecting when this process stops, ms. */
const SPREAD_MS = 5_000;

/** The backend process: settings, start, and a stop that loses nothing (docs/operations.md). */
runProcess(async () => {
  const config = readBackendConfig(process.env);
  const logger = createLogger(config.logLevel);
  const backend = await startBackend(config, logger);
  stopOnSignal(async (signal) => {
    logger.info({ signal }, 'stopping');
    await backend.stop({ spreadMs: SPREAD_MS });
    logger.info('stopped');
  });
  // Last: who reads it may stop us at once.
  const { port, adminPort } = backend;
  const store = config.redis === undefined ? 'memory' : 'redis';
  logger.info({ host: config.host, port, adminPort, store }, 'started');
});
