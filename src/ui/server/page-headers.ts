import type { Middleware } from 'koa';
import {
  RESOURCE_HEADERS,
  RESOURCE_POLICY,
  SECURITY_HEADERS,
} from '../../service/security-headers.ts';

/** Where files are served whose names contain their hash. None of them is a document. */
export const ASSETS = '/assets/';

/**
 * What the page may do: run our own files and connect to its own origin, nothing else. There is no
 * inline script or style except the import map, and no eval. No string becomes markup or script,
 * and only a published worker's address becomes a script's address: the one Trusted Types policy is
 * in browser/window/trusted-types.ts. `connect-src 'self'` covers the WebSocket of the same host:
 * CSP 3, 6.7.2.8; Chromium since 71, Safari since 16, Firefox throughout our targets.
 * @param importMap hash source of the page's import map, if it has one
 */
const contentSecurityPolicy = (importMap: string | undefined): string =>
  [
    "default-src 'none'",
    ["script-src 'self'", importMap].filter(Boolean).join(' '),
    "style-src 'self'",
    "img-src 'self' data: blob:",
    'media-src blob:',
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');

export interface HeaderOptions {
  /** `Strict-Transport-Security: max-age` (RFC 6797), s. 0 omits it: a host without a permanent
   * certificate would lock its visitors out. */
  readonly hstsSeconds: number;
  /** Hash source (CSP 3, 2.3.1) of the one inline script, if there is one. */
  readonly importMap: string | undefined;
}

/**
 * Sets the security headers on every response, including errors. Scripts, styles and images get those
 * alone that concern them: the policy of the page would double what a small script weighs (ADR 103).
 */
export function securityHeaders({ hstsSeconds, importMap }: HeaderOptions): Middleware {
  const transport =
    hstsSeconds > 0 ? { 'Strict-Transport-Security': `max-age=${hstsSeconds}` } : {};
  const page = {
    'Content-Security-Policy': contentSecurityPolicy(importMap),
    ...SECURITY_HEADERS,
    ...transport,
  };
  const asset = { 'Content-Security-Policy': RESOURCE_POLICY, ...RESOURCE_HEADERS, ...transport };
  return (ctx, next) => {
    ctx.set(ctx.path.startsWith(ASSETS) ? asset : page);
    return next();
  };
}
