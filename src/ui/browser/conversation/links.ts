import { isOneAlphabet } from '../../../protocol/name.ts';

/** A piece of a message: plain text, or an address with its target. */
export interface TextPart {
  /** The piece as written. */
  readonly text: string;
  readonly href?: string;
  /** What a link shows if it differs from the written form: its host in ASCII. */
  readonly shown?: string;
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
const CANDIDATE = new RegExp(`\\bhttps?://(?:(?!${ENDING})[^\\s<>"${DIRECTION}])+`, 'giu');

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

function linkTo(address: string, url: URL): TextPart {
  const shown = readableAddress(address, url);
  return shown === address
    ? { text: address, href: address }
    : { text: address, href: address, shown };
}

/** Splits a text into pieces, which join to the same text. Takes linear time. */
export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: candidate, index } of text.matchAll(CANDIDATE)) {
    const address = withoutTrailing(candidate);
    const url = parseAddress(address);
    if (url === undefined) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push(linkTo(address, url));
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
