import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether the process accepts new connections, and why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** The process waits for something that it depends on. */
export const STARTING: Readiness = { ready: false, reasons: ['starting'] };

/** Answers `GET /readyz` with 200 or 503 and no body; false for any other request. */
export function answerReadiness(
  { url, method }: IncomingMessage,
  response: ServerResponse,
  { ready }: Readiness,
): boolean {
  if (url !== '/readyz' || (method !== 'GET' && method !== 'HEAD')) return false;
  response.writeHead(ready ? 200 : 503, { 'cache-control': 'no-store' }).end();
  return true;
}
