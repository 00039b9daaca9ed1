import { isOneAlphabet } from '../../../protocol/name.ts';

/** A piece of a message: plain text, an address with its target, or code. */
export interface TextPart {
  /** The piece as written. */
  readonly text: string;
  readonly href?: string;
  /** What is shown if it differs from the written form: a host in ASCII, code without its backticks. */
  readonly shown?: string;
  readonly isCode?: true;
}

/**
 * Punctuation of other writing systems ends an address, full-width forms included. Dashes, middle
 * dots and apostrophes are common inside of one.
 */
const INNER = '[\\p{Pd}\\p{Pc}’·•‧・･]';
const FULL_WIDTH = '[\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65]';
const ENDING = `(?!${INNER})[^\\P{P}\\p{ASCII}]|${FULL_WIDTH}`;
/**
 * Text direction controls reorder what is displayed: with them an address looks like another one.
 */
const DIRECTION = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const WEB = `(?:\\bhttps?://|(?<![\\p{L}\\p{N}@/.-])www\\.)(?:(?!${ENDING})[^\\s<>"${DIRECTION}])+`;
/** ASCII only, so that no address looks like another one. Each part is limited, and begins only where no other does. */
const MAIL =
  '(?<![\\p{L}\\p{N}_.+@-])[\\w.+-]{1,64}@(?:[a-z\\d-]{1,63}\\.){1,8}[a-z]{2,63}(?![\\p{L}\\p{N}_@-])';
const TELEPHONE = '(?<![\\p{L}\\p{N}])tel:\\+?\\d[\\d().-]{1,24}\\d';
const CANDIDATE = new RegExp(`${WEB}|${MAIL}|${TELEPHONE}`, 'giu');

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** Punctuation that ends a sentence, and is not part of an address. */
const TRAILING = /[.,:;!?'*_~]|[^\P{P}\p{ASCII}]/u;

/** How many more closing brackets a text has than opening ones, by kind. */
function unmatchedBrackets(text: string): Record<string, number> {
  const unmatched: Record<string, number> = {};
  for (const [closing, opening] of Object.entries(OPENING)) {
    let surplus = 0;
    for (const character of text) {
      if (character === closing) surplus++;
      else if (character === opening) surplus--;
    }
    unmatched[closing] = surplus;
  }
  return unmatched;
}

/**
 * Punctuation after an address in a sentence is not part of it: `(see https://a.example/b_(c)).`
 */
function withoutTrailing(candidate: string): string {
  const unmatched = unmatchedBrackets(candidate);
  let end = candidate.length;
  for (; end > 0; end--) {
    const last = candidate.charAt(end - 1);
    if ((unmatched[last] ?? 0) > 0) unmatched[last] = (unmatched[last] ?? 0) - 1;
    else if (!TRAILING.test(last)) break;
  }
  return candidate.slice(0, end);
}

const AUTHORITY = /^(https?:\/\/)([^/?#\\]*)/i;
/** A host name has at most 253 characters (RFC 1035, 2.3.4), and a port at most five digits. */
const AUTHORITY_MAX = 259;

/**
 * A user name before the host (`https://bank.example@evil.example`) only deceives, so it is not a
 * link.
 */
function parseAddress(address: string): URL | undefined {
  // A browser takes quadratic time to encode a host.
  const [, , authority = ''] = AUTHORITY.exec(address) ?? [];
  if (authority.length > AUTHORITY_MAX || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isSafe = /^https?:$/.test(url.protocol) && url.username + url.password === '';
  return isSafe ? url : undefined;
}

const PLAIN_HOST = /^[\p{L}\p{M}\p{Nd}.-]+(:\d+)?$/u;

/**
 * A host that mixes alphabets, or is spelled unusually, may look like another one; its ASCII form
 * does not.
 */
function readableAddress(address: string, url: URL): string {
  return address.replace(AUTHORITY, (_all, scheme: string, host: string) => {
    const lower = host.toLowerCase();
    const isPlain = PLAIN_HOST.test(host) && lower === lower.normalize('NFKC');
    return `${scheme}${isPlain && isOneAlphabet(host) ? host : url.host}`;
  });
}

const WITHOUT_SCHEME = /^www\./i;
/** Such a host has a name and a domain. */
const WWW_HOST = /^www\.[^.]+\.[^.]/;

/** A link to a page; undefined when a candidate is none. */
function webLink(candidate: string): TextPart | undefined {
  const text = withoutTrailing(candidate);
  const scheme = WITHOUT_SCHEME.test(text) ? 'https://' : '';
  const href = `${scheme}${text}`;
  const url = parseAddress(href);
  if (url === undefined || (scheme !== '' && !WWW_HOST.test(url.hostname))) return undefined;
  const shown = readableAddress(href, url).slice(scheme.length);
  return shown === text ? { text, href } : { text, href, shown };
}

function linkFrom(candidate: string): TextPart | undefined {
  if (/^tel:/i.test(candidate)) return { text: candidate, href: candidate };
  const isWeb = /^(?:https?:\/\/|www\.)/i.test(candidate);
  return isWeb ? webLink(candidate) : { text: candidate, href: `mailto:${candidate}` };
}

/** Splits a text into pieces, which join to the same text. Takes linear time. */
export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: candidate, index } of text.matchAll(CANDIDATE)) {
    const link = linkFrom(candidate);
    if (link === undefined) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push(link);
    end = index + link.text.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
