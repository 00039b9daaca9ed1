import type { IncomingHttpHeaders } from 'node:http';

/** What proxies call a connection that uses TLS. */
const ENCRYPTED = ['https', 'wss'];

/**
 * Whether the nearest proxy says that it received a request without TLS. Without a trusted proxy
 * the header is ignored. A proxy that does not send it is not the public one.
 */
export function cameInTheClear(headers: IncomingHttpHeaders, trustedProxies: number): boolean {
  const forwarded = headers['x-forwarded-proto'];
  if (trustedProxies === 0 || forwarded === undefined) return false;
  const last = [forwarded].flat().join(',').split(',').at(-1) ?? '';
  return !ENCRYPTED.includes(last.trim().toLowerCase());
}
