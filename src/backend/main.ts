import { createLogger } from '../service/logging.ts';
import { runProcess, stopOnSignal } from '../service/process.ts';
import { startBackend } from './backend.ts';
import { readBackendConfig } from './config.ts';

/** The backend process: settings, start, and a stop that loses nothing (docs/operations.md). */
runProcess(async () => {
  const config = readBackendConfig(process.env);
  const logger = createLogger(config.logLevel);
  const backend = await startBackend(config, logger);
  stopOnSignal(async (signal) => {
    logger.info({ signal }, 'stopping');
    await backend.stop(config.stop);
    logger.info('stopped');
  });
  // Last, because a reader of this line may stop the process at once.
  const { port, adminPort } = backend;
  const store = config.redis === undefined ? 'memory' : 'redis';
  logger.info({ host: config.host, port, adminPort, store }, 'started');
});
