import type { TextPart } from './links.ts';

interface Backticks {
  readonly index: number;
  readonly length: number;
}

/** What splits a text further that is not code. */
export type SplitPlain = (text: string) => readonly TextPart[];

const asOne: SplitPlain = (text) => (text === '' ? [] : [{ text }]);

/** Every text with links contains one of these (links.ts). */
const OF_LINKS = /https?:\/\/|www\.|@|tel:/i;

/** Whether a text may contain links. */
export const mayHaveLinks = (text: string): boolean => OF_LINKS.test(text);

/** From so many backticks on, code may have several lines. */
const BLOCK = 3;

/** For each run of backticks, the next one of the same length. */
function closingRuns(runs: readonly Backticks[]): (Backticks | undefined)[] {
  const next = new Map<number, Backticks>();
  return runs
    .toReversed()
    .map((run) => {
      const closing = next.get(run.length);
      next.set(run.length, run);
      return closing;
    })
    .toReversed();
}

/** Between the backticks: blank lines at the edges of a block belong to its fence. */
function codeIn(text: string, from: number, to: number, isBlock: boolean): string {
  const code = text.slice(from, to);
  return isBlock ? code.replace(/^\n/, '').replace(/\n$/, '') : code;
}

/**
 * Splits a text into plain pieces and code, which join to the same text. Text between equally many
 * backticks is code, with one or two of them in one line only. Takes linear time.
 * @param splitPlain splits what is not code further, for example into links
 */
export function splitText(text: string, splitPlain: SplitPlain = asOne): readonly TextPart[] {
  const runs = [...text.matchAll(/`+/g)].map(({ 0: run, index }) => ({
    index,
    length: run.length,
  }));
  if (runs.length < 2) return splitPlain(text);
  const closing = closingRuns(runs);
  const parts: TextPart[] = [];
  let end = 0;
  let lineEnd = -1;
  for (const [n, { index, length }] of runs.entries()) {
    const close = closing[n];
    if (index < end || close === undefined) continue;
    while (lineEnd < index && lineEnd < text.length) {
      const found = text.indexOf('\n', lineEnd + 1);
      lineEnd = found < 0 ? text.length : found;
    }
    const isBlock = length >= BLOCK;
    const shown = codeIn(text, index + length, close.index, isBlock);
    if (shown.trim() === '' || (!isBlock && lineEnd < close.index)) continue;
    parts.push(...splitPlain(text.slice(end, index)));
    end = close.index + length;
    parts.push({ text: text.slice(index, end), shown, isCode: true });
  }
  return [...parts, ...splitPlain(text.slice(end))];
}

/** A text in one line of a list, where code is not shown as such: without its backticks. */
export const withoutBackticks = (text: string): string =>
  text.includes('`')
    ? splitText(text)
        .map(({ text: part, shown = part, isCode }) => (isCode === true ? shown : part))
        .join('')
    : text;
