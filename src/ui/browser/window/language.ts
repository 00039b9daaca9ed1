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

/** The page has to be loaded again to be in it. */
export function chooseLanguage(tag: string): void {
  const life = tag === '' ? 0 : YEAR_S;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: Firefox has no Cookie Store API before 140.
  document.cookie = `${COOKIE}=${tag}; Path=/; Max-Age=${life}; SameSite=Strict${secure}`;
}
