import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { ENGLISH, type Language } from '../strings/languages.ts';
import { languageOf } from './page-language.ts';

const markup = ({ tag, direction, translation: { server } }: Language, sentence: string): string =>
  `<!doctype html><html lang="${tag}" dir="${direction}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${server.title}</title>
<p>${sentence} <a href="/">${server.open}</a></p></html>
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
    const { status } = ctx;
    if (ctx.body || !Object.hasOwn(ENGLISH.translation.server.status, status)) return;
    const language = languageOf(ctx);
    const sentence = language.translation.server.status[status] ?? '';
    ctx.set('Cache-Control', 'no-store');
    ctx.body = markup(language, sentence);
    ctx.status = status;
  };
}
