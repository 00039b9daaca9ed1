import type { Middleware } from 'koa';
import type { Logger } from 'pino';

const PAGES: Readonly<Record<number, string>> = {
  403: 'This address needs HTTPS.',
  404: 'There is nothing at this address.',
  405: 'This address can only be read.',
  500: 'Something went wrong here. Please try again.',
};

const markup = (sentence: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Live Chat</title>
<p>${sentence} <a href="/">Open Live Chat</a></p></html>
`;

/** Gives every answer without a body of its own a sentence, and logs what failed (never from where). */
export function plainPages(logger: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      logger.error({ err: error, method: ctx.method }, 'request failed');
      ctx.status = 500;
    }
    const sentence = PAGES[ctx.status];
    if (sentence === undefined || ctx.body) return;
    const { status } = ctx;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = markup(sentence);
    ctx.status = status;
  };
}
