import type { Middleware } from 'koa';

/**
 * What the page may do: run our own files and talk to where it came from, nothing else. No inline
 * script or style but the import map, no eval, and no string ever becomes markup or a script's
 * address (Trusted Types without a single policy). `connect-src 'self'` covers the WebSocket of the
 * same host: CSP 3, 6.7.2.8; Chromium since 71, Safari since 16, Firefox throughout our targets.
 * @param importMap hash source of the page's import map, if it has one
 */
const contentSecurityPolicy = (importMap: string | undefined): string =>
  [
    "default-src 'none'",
    ["script-src 'self'", importMap].filter(Boolean).join(' '),
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** Of the device the camera is used, by this page alone, to scan a safety code when asked to. */
const PERMISSIONS_POLICY = [
  'camera=(self)',
  ...['display-capture', 'geolocation', 'microphone', 'payment', 'usb'].map(
    (feature) => `${feature}=()`,
  ),
].join(', ');

const SECURITY_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': PERMISSIONS_POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

export interface HeaderOptions {
  /** `Strict-Transport-Security: max-age` (RFC 6797), s; 0 leaves it out, since a host without a
   * lasting certificate would lock its visitors out. */
  readonly hstsSeconds: number;
  /** Hash source (CSP 3, 2.3.1) of the one inline script, or nothing. */
  readonly importMap: string | undefined;
}

/** Puts the security headers on every answer, errors included. */
export function securityHeaders({ hstsSeconds, importMap }: HeaderOptions): Middleware {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy(importMap),
    ...SECURITY_HEADERS,
    ...(hstsSeconds > 0 ? { 'Strict-Transport-Security': `max-age=${hstsSeconds}` } : {}),
  };
  return (ctx, next) => {
    ctx.set(headers);
    return next();
  };
}
