import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { RESOURCE_POLICY, SECURITY_HEADERS } from '../../service/security-headers.ts';

/** The path of Socket.IO. */
const PATH = '/socket.io/';

/** No response of the relay is a document. */
const HEADERS = { ...SECURITY_HEADERS, 'Content-Security-Policy': RESOURCE_POLICY };

function setHeaders({ url = '' }: IncomingMessage, response: ServerResponse): void {
  if (!url.startsWith(PATH)) return;
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}

/**
 * Sets the security headers on all HTTP responses of the relay, rejections included. Engine.IO has
 * no event for those, so this runs before it: call it once Engine.IO is attached.
 */
export function setSecurityHeaders(httpServer: HttpServer | HttpsServer): void {
  httpServer.prependListener('request', setHeaders);
}
