/** A `:` at the beginning of a word and at least two characters of a name, before the cursor. */
const NAME = /(?<![^\s(])[:：](?<name>[\p{L}\p{M}\p{N}+_-]{2,40})$/u;

/** The same, ended with another `:`. */
const CLOSED = /(?<![^\s(])[:：](?<code>[\p{L}\p{N}+_-]{1,40})[:：]$/u;

/** The name between two colons that a text ends with, and where the first one is. */
export function codeBefore(
  text: string,
): { readonly code: string; readonly from: number } | undefined {
  const match = CLOSED.exec(text.slice(-64));
  const code = match?.groups?.['code'];
  return code === undefined ? undefined : { code, from: text.length - (match?.[0] ?? '').length };
}

/** The beginning of an emoji's name that a text ends with, and where its colon is. */
export function nameBefore(
  text: string,
): { readonly name: string; readonly from: number } | undefined {
  const match = NAME.exec(text.slice(-64));
  const name = match?.groups?.['name'];
  return name === undefined ? undefined : { name, from: text.length - (match?.[0] ?? '').length };
}
