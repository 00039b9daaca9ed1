import type { Middleware } from 'koa';
import serve from 'koa-static';
import { pageFile } from '../strings/languages.ts';
import type { PageFiles } from './page-files.ts';
import { ASSETS } from './page-headers.ts';
import { languageOf } from './page-language.ts';

/** A hashed name always means the same bytes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Cached, but revalidated each time: the page names the newest assets. */
const REVALIDATE = 'no-cache';

/**
 * Serves the files of the page and nothing else; `/` is the page in the reader's language. The address is looked up exactly as it was sent, so
 * no spelling of `..` leads anywhere and no folder is listed.
 */
export function staticFiles({ root, addresses, tags }: PageFiles): Middleware {
  const send = serve(root, {
    setHeaders: (response, path) => {
      const tag = tags.get(path);
      if (tag !== undefined) response.setHeader('ETag', tag);
    },
  });
  return async (ctx, next) => {
    if (!addresses.has(ctx.path)) return next();
    ctx.vary('Accept-Encoding');
    ctx.set('Cache-Control', ctx.path.startsWith(ASSETS) ? IMMUTABLE : REVALIDATE);
    if (ctx.path === '/') ctx.path = `/${pageFile(languageOf(ctx))}`;
    await send(ctx, next);
    // The time of a build says nothing about its content and differs between pods.
    ctx.remove('Last-Modified');
    if (ctx.fresh) ctx.status = 304;
  };
}
