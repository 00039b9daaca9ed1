import type { Middleware } from 'koa';
import serve from 'koa-static';
import type { PageFiles } from './page-files.ts';

const ASSETS = '/assets/';
/** A hashed name never means other bytes. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Kept, but asked about each time: the page names the newest assets. */
const ASK_FIRST = 'no-cache';

/**
 * The files of the page and nothing else: the address is looked up as it was sent, so no spelling of
 * `..` leads anywhere and no folder is listed.
 */
export function staticFiles({ root, addresses, tags }: PageFiles): Middleware {
  const send = serve(root, {
    index: 'index.html',
    setHeaders: (response, path) => {
      const tag = tags.get(path);
      if (tag !== undefined) response.setHeader('ETag', tag);
    },
  });
  return async (ctx, next) => {
    if (!addresses.has(ctx.path)) return next();
    ctx.vary('Accept-Encoding');
    ctx.set('Cache-Control', ctx.path.startsWith(ASSETS) ? FOR_EVER : ASK_FIRST);
    await send(ctx, next);
    // The time of a build says nothing about its content, and would differ from pod to pod.
    ctx.remove('Last-Modified');
    if (ctx.fresh) ctx.status = 304;
  };
}
