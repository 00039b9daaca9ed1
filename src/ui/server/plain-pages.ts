import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { SERVER } from '../strings/en/server.ts';

const markup = (sentence: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${SERVER.title}</title>
<p>${sentence} <a href="/">${SERVER.open}</a></p></html>
`;

/** Gives every response that has no body a short page, and logs failures without the address. */
export function plainPages(logger: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      logger.error({ err: error, method: ctx.method }, 'request failed');
      ctx.status = 500;
    }
    const sentence = SERVER.status[ctx.status];
    if (sentence === undefined || ctx.body) return;
    const { status } = ctx;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = markup(sentence);
    ctx.status = status;
  };
}
