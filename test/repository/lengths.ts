import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from '@swc/core';
import { isNode } from './declared-names.ts';

/** Median, 90th percentile and maximum. */
export interface Distribution {
  readonly count: number;
  readonly median: number;
  readonly p90: number;
  readonly maximum: number;
}

/** A function, by file and first line, with its length in lines. */
export interface FunctionLength {
  readonly at: string;
  readonly lines: number;
}

const FUNCTIONS = new Set([
  ...['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'],
  ...['ClassMethod', 'PrivateMethod', 'Constructor'],
]);
/**
 * Methods of an object literal do not count for the function that returns it, like those of a
 * class.
 */
const METHODS = new Set(['MethodProperty', 'GetterProperty', 'SetterProperty']);

const IN_ORDER = new Intl.Collator('en', { numeric: true });

export function distributionOf(lengths: readonly number[]): Distribution {
  const sorted = [...lengths].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, median: at(0.5), p90: at(0.9), maximum: at(1) };
}

/** The functions of a source text. Offsets of swc are bytes, and begin anywhere. */
export async function functionLengths(file: string, text: string): Promise<FunctionLength[]> {
  const bytes = Buffer.from(text);
  const tree = await parse(text, { syntax: 'typescript' });
  const start = tree.span.start;
  // The tree begins at its first token, after comments in front of it.
  const first = bytes.length - (tree.span.end - start);
  let end = -1;
  const ends = text.split('\n').map((line) => (end += Buffer.byteLength(line) + 1));
  const lineAt = (offset: number): number =>
    1 + ends.filter((at) => at < first + offset - start).length;
  const found: FunctionLength[] = [];
  /** @returns the number of lines of methods inside */
  const visit = (value: unknown): number => {
    if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + visit(item), 0);
    if (!isNode(value)) return 0;
    const inside = Object.values(value).reduce((sum: number, child) => sum + visit(child), 0);
    const { type, span } = value;
    const isMethod = METHODS.has(String(type));
    if (!isNode(span) || !(isMethod || FUNCTIONS.has(String(type)))) return inside;
    const [from, to] = [lineAt(Number(span['start'])), lineAt(Number(span['end']) - 1)];
    found.push({ at: `${file}:${from}`, lines: to - from + 1 - inside });
    return isMethod ? to - from + 1 : inside;
  };
  visit(tree.body);
  return found.sort((a, b) => IN_ORDER.compare(a.at, b.at));
}

export interface Lengths {
  readonly files: readonly { readonly file: string; readonly lines: number }[];
  readonly functions: readonly FunctionLength[];
}

/** The lengths of files below a folder, and of their functions. */
export async function readLengths(root: string, files: readonly string[]): Promise<Lengths> {
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(root, file), 'utf8') })),
  );
  const functions = await Promise.all(texts.map(({ file, text }) => functionLengths(file, text)));
  return {
    files: texts.map(({ file, text }) => ({ file, lines: text.trimEnd().split('\n').length })),
    functions: functions.flat(),
  };
}
