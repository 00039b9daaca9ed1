import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether new connections are welcome, and why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** A process that waits for what it cannot be without. */
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
