import Koa, { type Middleware } from 'koa';
import type { Logger } from 'pino';
import { cameInTheClear } from '../../service/forwarded-proto.ts';
import type { Readiness } from '../../service/readiness.ts';
import type { PageFiles } from './page-files.ts';
import { securityHeaders } from './page-headers.ts';
import type { PageMetrics } from './page-metrics.ts';
import { plainPages } from './plain-pages.ts';
import { staticFiles } from './static-files.ts';

export interface PageAppOptions {
  readonly page: PageFiles;
  readonly readiness: () => Readiness;
  readonly logger: Logger;
  /** Nothing is counted when this is absent. */
  readonly metrics?: PageMetrics;
  /** How many proxies in front of us set X-Forwarded-Proto. */
  readonly trustedProxies?: number;
  /** `Strict-Transport-Security: max-age`, s; the header is not sent when this is 0 or absent. */
  readonly hstsSeconds?: number;
}

/** For the load balancer: a status without a body. The admin port gives reasons. */
function readyz(readiness: () => Readiness): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/readyz') return void (await next());
    ctx.set('Cache-Control', 'no-store');
    ctx.status = readiness().ready ? 200 : 503;
    ctx.body = '';
  };
}

/** The page cannot create keys without HTTPS, so a proxy that forwards plain HTTP is misconfigured. */
function httpsOnly(trustedProxies: number): Middleware {
  return async (ctx, next) => {
    if (!cameInTheClear(ctx.headers, trustedProxies)) return void (await next());
    ctx.status = 403;
  };
}

const readOnly: Middleware = async (ctx, next) => {
  if (ctx.method === 'GET' || ctx.method === 'HEAD') return void (await next());
  ctx.set('Allow', 'GET, HEAD');
  ctx.status = 405;
};

/** The page server as a Koa application, for any HTTP server. */
export function createPageApp(options: PageAppOptions): Koa {
  const { page, readiness, logger, metrics, trustedProxies = 0, hstsSeconds = 0 } = options;
  const app = new Koa({ proxy: trustedProxies > 0, maxIpsCount: trustedProxies });
  app.on('error', (error: unknown) => logger.warn({ err: error }, 'response aborted'));
  app.use(securityHeaders({ hstsSeconds, importMap: page.importMap }));
  app.use(plainPages(logger));
  app.use(readyz(readiness));
  // The load balancer's health checks would outnumber all other requests.
  if (metrics !== undefined) app.use(metrics.count);
  app.use(httpsOnly(trustedProxies));
  app.use(readOnly);
  app.use(staticFiles(page));
  return app;
}
