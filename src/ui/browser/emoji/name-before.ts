/** A `:` at the beginning of a word and at least two characters of a name, before the cursor. */
const NAME = /(?<![^\s(])[:：](?<name>[\p{L}\p{M}\p{N}+_-]{2,40})$/u;

/** The beginning of an emoji's name that a text ends with, and where its colon is. */
export function nameBefore(
  text: string,
): { readonly name: string; readonly from: number } | undefined {
  const match = NAME.exec(text.slice(-64));
  const name = match?.groups?.['name'];
  return name === undefined ? undefined : { name, from: text.length - (match?.[0] ?? '').length };
}
