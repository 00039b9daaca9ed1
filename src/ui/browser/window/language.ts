/**
 * The language that the user chose for this browser, in a cookie, because the server sends the page in it
 * (server/page-language.ts). An empty one means: as the browser asks for.
 */
const COOKIE = 'language';
const YEAR_S = 31_536_000;

export function chosenLanguage(): string {
  const [, tag = ''] = /(?:^|; )language=(\w+)/.exec(document.cookie) ?? [];
  return tag;
}

/** For the service worker, which reads no cookies (offline/service-worker.ts). */
async function tellServiceWorker(tag: string): Promise<void> {
  const shared = await caches.open('shared');
  if (tag === '') await shared.delete('/language');
  else await shared.put('/language', new Response(tag));
}

/** The page has to be loaded again to be in it. */
export async function chooseLanguage(tag: string): Promise<void> {
  const life = tag === '' ? 0 : YEAR_S;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: Firefox has no Cookie Store API before 140.
  document.cookie = `${COOKIE}=${tag}; Path=/; Max-Age=${life}; SameSite=Strict${secure}`;
  // Where nothing can be stored, there is no service worker either.
  await tellServiceWorker(tag).catch(() => undefined);
}
