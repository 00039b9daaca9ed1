import { createServer } from 'node:http';
import { createRelay } from '../../../src/backend/relay.ts';
import { createMemoryStore } from '../../../src/backend/store/memory/memory-store.ts';
import type { Store } from '../../../src/backend/store/store.ts';
import { listen, stopListening } from '../../../src/service/listening.ts';
import { createLogger } from '../../../src/service/logging.ts';

const HOST = '127.0.0.1';

/** The honest backend behind a hostile relay. */
export interface RealBackend {
  readonly port: number;
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts a real backend in this process.
 * @param publicHost `host:port` that proofs must name
 */
export async function startBackend(
  publicHost: string,
  store: Store = createMemoryStore(),
): Promise<RealBackend> {
  const httpServer = createServer((_request, response) => response.writeHead(404).end());
  const port = await listen(httpServer, { host: HOST, port: 0, setting: 'PORT' });
  const config = { publicHosts: [publicHost], secret: 's'.repeat(32), trustedProxies: 0 };
  const relay = createRelay({ httpServer, store, config, logger: createLogger('silent') });
  return {
    port,
    address: `http://${HOST}:${port}`,
    stop: async () => {
      await relay.close();
      await stopListening(httpServer);
    },
  };
}
