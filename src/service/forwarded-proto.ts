import type { IncomingHttpHeaders } from 'node:http';

/** What proxies call a connection that came to them by TLS. */
const ENCRYPTED = ['https', 'wss'];

/**
 * Whether the proxy next to us says that a request came to it without TLS. Without a trusted proxy
 * nobody is believed; a proxy that says nothing is none that faces the world.
 */
export function cameInTheClear(headers: IncomingHttpHeaders, trustedProxies: number): boolean {
  const forwarded = headers['x-forwarded-proto'];
  if (trustedProxies === 0 || forwarded === undefined) return false;
  const last = [forwarded].flat().join(',').split(',').at(-1) ?? '';
  return !ENCRYPTED.includes(last.trim().toLowerCase());
}
