/** A `:` at the beginning of a word and at least two characters of a name, before the cursor. */
const NAME = /(?<![^\s(])[:：]([\p{L}\p{M}\p{N}+_-]{2,40})$/u;

/** The same, ended with another `:`. */
const CLOSED = /(?<![^\s(])[:：]([\p{L}\p{N}+_-]{1,40})[:：]$/u;

/** What a pattern finds at the end of a text, and where its match begins. */
function endOf(
  text: string,
  pattern: RegExp,
): { readonly word: string; readonly from: number } | undefined {
  const [all = '', word] = pattern.exec(text.slice(-64)) ?? [];
  return word === undefined ? undefined : { word, from: text.length - all.length };
}

/** The name between two colons that a text ends with, and where the first one is. */
export function codeBefore(
  text: string,
): { readonly code: string; readonly from: number } | undefined {
  const end = endOf(text, CLOSED);
  return end && { code: end.word, from: end.from };
}

/** The beginning of an emoji's name that a text ends with, and where its colon is. */
export function nameBefore(
  text: string,
): { readonly name: string; readonly from: number } | undefined {
  const end = endOf(text, NAME);
  return end && { name: end.word, from: end.from };
}
