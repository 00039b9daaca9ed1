import { createServer, type Server } from 'node:http';
import type { Readiness } from './readiness.ts';

/**
 * The server of the admin port, which the load balancer does not reach: `/healthz` (the process
 * answers) and `/readyz` (new visitors are welcome, or why not).
 */
export function createAdminServer(readiness: () => Readiness): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(`${JSON.stringify(body)}\n`);
    };
    if (request.url === '/healthz') return answer(200, { healthy: true });
    if (request.url !== '/readyz') return answer(404, { error: 'not found' });
    const state = readiness();
    answer(state.ready ? 200 : 503, state);
  });
}
