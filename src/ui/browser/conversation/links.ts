/** A piece of a message: plain text, or the address that the piece itself spells out. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

/** Controls of text direction are left out: with them an address reads as another one. */
const CANDIDATE = /\bhttps?:\/\/[^\s<>"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
const CLOSING: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);
const PUNCTUATION = /[.,:;!?'’”»…*_~]$/u;

const count = (text: string, character: string): number => text.split(character).length - 1;

/** What follows an address in a sentence is not the address's: `(see https://a.example/b_(c)).` */
function withoutTrailing(candidate: string): string {
  const last = candidate.at(-1) ?? '';
  const opening = CLOSING.get(last);
  const unmatched = opening !== undefined && count(candidate, last) > count(candidate, opening);
  if (!unmatched && !PUNCTUATION.test(candidate)) return candidate;
  return withoutTrailing(candidate.slice(0, -1));
}

/** A name before the host (`https://bank.example@evil.example`) only deceives: that is no link. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return /^https?:$/.test(protocol) && username + password === '';
}

/** The text in pieces, which joined are the text again. */
export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: candidate, index } of text.matchAll(CANDIDATE)) {
    const address = withoutTrailing(candidate);
    if (!isSafe(address)) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: address, href: address });
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
