import { isOneAlphabet } from '../../../protocol/name.ts';

/** A piece of a message: plain text, or an address with where it leads. */
export interface TextPart {
  /** The piece as it was written. */
  readonly text: string;
  readonly href?: string;
  /** What a link shows, if that is not how it was written: its host in ASCII. */
  readonly shown?: string;
}

/**
 * Punctuation of other writing systems ends an address, full-width forms included. Dashes, middle
 * dots and apostrophes are common inside of one.
 */
const INNER = '[\\p{Pd}\\p{Pc}’·•‧・･]';
const FULL_WIDTH = '[\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65]';
const ENDING = `(?!${INNER})[^\\P{P}\\p{ASCII}]|${FULL_WIDTH}`;
/** Controls of text direction reorder what is read: with them an address reads as another one. */
const DIRECTION = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const CANDIDATE = new RegExp(`\\bhttps?://(?:(?!${ENDING})[^\\s<>"${DIRECTION}])+`, 'giu');

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** What ends a sentence, and does not end an address. */
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

/** What follows an address in a sentence is not part of it: `(see https://a.example/b_(c)).` */
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

/** A name before the host (`https://bank.example@evil.example`) only deceives: that is no link. */
function parseAddress(address: string): URL | undefined {
  // A browser encodes a host in a time that grows with the square of its length.
  const [, , authority = ''] = AUTHORITY.exec(address) ?? [];
  if (authority.length > AUTHORITY_MAX || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isSafe = /^https?:$/.test(url.protocol) && url.username + url.password === '';
  return isSafe ? url : undefined;
}

const PLAIN_HOST = /^[\p{L}\p{M}\p{Nd}.-]+(:\d+)?$/u;

/** A host that mixes alphabets, or is spelled unusually, may look like another one: ASCII is plain. */
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

/** The text in pieces, which joined are the text again. Takes time in proportion to its length. */
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
