import type { Context } from 'koa';
import { ENGLISH, LANGUAGES, type Language } from '../strings/languages.ts';

/** The cookie with the language that was chosen in Settings (browser/window/language.ts). */
const COOKIE = 'language';
const TAGS = LANGUAGES.map(({ tag }) => tag);

/**
 * The language of a response: the one chosen in Settings, otherwise the one of ours that the browser
 * likes best (RFC 9110, 12.5.4), otherwise English.
 */
export function languageOf(ctx: Context): Language {
  ctx.vary('Accept-Language');
  ctx.vary('Cookie');
  const chosen = ctx.cookies.get(COOKIE);
  const liked = ctx.acceptsLanguages(TAGS);
  const find = (wanted: unknown) => LANGUAGES.find(({ tag }) => tag === wanted);
  return find(chosen) ?? find(liked) ?? ENGLISH;
}
