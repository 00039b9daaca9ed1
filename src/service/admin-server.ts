import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Readiness } from './readiness.ts';

/** The text format of Prometheus. */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

function answer(response: ServerResponse, status: number, body: object): void {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(`${JSON.stringify(body)}\n`);
}

/**
 * The server for operators and probes, which the load balancer does not reach: `/healthz` (the
 * process answers), `/readyz` (whether it accepts new connections, and why not) and `/metrics`, if
 * there are any.
 */
export function createAdminServer(
  readiness: () => Readiness,
  metrics?: () => Promise<string>,
): Server {
  return createServer(async ({ url }, response) => {
    if (url === '/healthz') return answer(response, 200, { healthy: true });
    if (url === '/metrics' && metrics !== undefined) {
      response.writeHead(200, { 'content-type': METRICS_TYPE }).end(await metrics());
      return;
    }
    if (url !== '/readyz') return answer(response, 404, { error: 'not found' });
    const state = readiness();
    return answer(response, state.ready ? 200 : 503, state);
  });
}
