import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Readiness } from './readiness.ts';

function answer(response: ServerResponse, status: number, body: object): void {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(`${JSON.stringify(body)}\n`);
}

/**
 * The server that operators and probes ask and the balancer does not reach: `/healthz` (the process
 * answers) and `/readyz` (new connections are welcome, or why not).
 */
export function createAdminServer(readiness: () => Readiness): Server {
  return createServer(({ url }, response) => {
    if (url === '/healthz') return answer(response, 200, { healthy: true });
    if (url !== '/readyz') return answer(response, 404, { error: 'not found' });
    const state = readiness();
    return answer(response, state.ready ? 200 : 503, state);
  });
}
