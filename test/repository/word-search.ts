import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parse } from '@swc/core';
import { isNode } from './declared-names.ts';
import type { PermittedUse, RetiredTerm } from './vocabulary.ts';

/** A file of the repository, with `/` in its path. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Where a retired term is used. Line 0 is the path of the file. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly words: string;
  readonly use: string;
}

export interface SearchResult {
  /** Uses that nothing permits. */
  readonly findings: readonly Finding[];
  /** Permissions that no file needs. */
  readonly unusedPermissions: readonly PermittedUse[];
  readonly words: number;
}

/** Words in order, separated by spaces, and the line of each. */
interface WordList {
  readonly text: string;
  readonly lines: readonly number[];
}

interface Match {
  readonly start: number;
  readonly end: number;
}

const TOKEN = /[A-Za-z0-9]+/g;
const HEXADECIMAL = /^(?=.*\d)[0-9a-f]+$/i;

/** The words of an identifier in any spelling: `QueuedItem`, `queued_item`, `queued-item`, `HTTPServer2`. */
export const wordsOf = (token: string): string[] =>
  token
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');

/** The words of every token so far: a repository repeats most of them. */
const split = new Map<string, readonly string[]>();

function wordsOfToken(token: string): readonly string[] {
  const known = split.get(token) ?? (HEXADECIMAL.test(token) ? [] : wordsOf(token));
  split.set(token, known);
  return known;
}

function listWords(lines: readonly string[], firstLine: number): WordList {
  const words: string[] = [];
  const lineOfEach: number[] = [];
  for (const [index, text] of lines.entries()) {
    for (const token of text.match(TOKEN) ?? []) {
      for (const word of wordsOfToken(token)) {
        words.push(word);
        lineOfEach.push(index + firstLine);
      }
    }
  }
  return { text: words.join(' '), lines: lineOfEach };
}

/** Identifiers of a TypeScript file, members and keys included, one a line. */
async function identifiersIn({ text }: SourceFile): Promise<string[]> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isNode(value) || Array.isArray(value)) return;
    const { type, value: name } = value;
    if (/^(Identifier|PrivateName)$/.test(String(type)) && typeof name === 'string')
      found.add(name);
    for (const child of Object.values(value)) visit(child);
  };
  visit((await parse(text, { syntax: 'typescript' })).body);
  return [...found];
}

const inWords = (pattern: string, flags = ''): RegExp =>
  new RegExp(`(?<![a-z])(?:${pattern})(?![a-z])`, flags);

const matches = (pattern: RegExp, text: string): Match[] =>
  [...text.matchAll(pattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));

/** Terms that are searched together. */
interface TermGroup {
  /** Whether a text contains one of them: most contain none, and need no closer look. */
  readonly isIn: (text: string) => boolean;
  readonly terms: readonly { readonly pattern: RegExp; readonly use: string }[];
}

function groupOf(terms: readonly RetiredTerm[]): TermGroup {
  const some = inWords(terms.map(({ pattern }) => pattern).join('|'));
  return {
    isIn: (text) => terms.length > 0 && some.test(text),
    terms: terms.map(({ pattern, use }) => ({ pattern: inWords(pattern, 'g'), use })),
  };
}

/** Searches files for retired terms; sentences that span several lines are read as a whole. */
export async function searchWords(
  files: readonly SourceFile[],
  terms: readonly RetiredTerm[],
  permitted: readonly PermittedUse[],
): Promise<SearchResult> {
  const findings: Finding[] = [];
  const needed = new Set<PermittedUse>();
  let words = 0;
  const permissions = permitted.map((use) => ({ use, pattern: inWords(use.phrase, 'g') }));
  const search = (path: string, { text, lines }: WordList, wanted: TermGroup): void => {
    if (!wanted.isIn(text)) return;
    const allowed = permissions
      .filter(({ use: { file = '' } }) => path.startsWith(file))
      .flatMap(({ use, pattern }) => matches(pattern, text).map((match) => ({ use, ...match })));
    for (const { pattern, use } of wanted.terms) {
      for (const { start, end } of matches(pattern, text)) {
        const permission = allowed.find((it) => it.start <= start && it.end >= end);
        if (permission !== undefined) needed.add(permission.use);
        else {
          const line = lines[text.slice(0, start).split(' ').length - 1] ?? 0;
          findings.push({ file: path, line, words: text.slice(start, end), use });
        }
      }
    }
  };
  const everywhere = groupOf(terms.filter(({ scope }) => scope === undefined));
  const inNames = groupOf(terms.filter(({ scope }) => scope === 'names'));
  const all = groupOf(terms);
  for (const file of files) {
    const list = listWords(file.text.split('\n'), 1);
    words += list.lines.length;
    search(file.path, list, everywhere);
    search(file.path, listWords([file.path], 0), all);
    // The words of an identifier are among those of its file, so most files need not be parsed.
    if (file.path.endsWith('.ts') && inNames.isIn(list.text)) {
      for (const name of await identifiersIn(file)) {
        search(file.path, listWords([name], 0), inNames);
      }
    }
  }
  return { findings, unusedPermissions: permitted.filter((use) => !needed.has(use)), words };
}

const FOLDERS = [
  ...['src', 'test', 'scripts', 'charts', 'docs', 'argocd', 'environments', 'terraform'],
  ...['compose', '.github', '.ci'],
];
/**
 * Output of builds, Terraform and Python, and files whose content is bytes: images, checksums, test
 * vectors.
 */
const SKIPPED_FOLDER = /(^|\/)(node_modules|\.terraform|build|dist|__pycache__)\//;
const SKIPPED_FILE =
  /\.(png|ico|svg|tgz|sum|hcl\.lock|pyc)$|^test\/vectors\/.*\.json$|package-lock/;

/** The files that people write: folders of the repository, and the files in its root. */
export async function readRepository(root: string): Promise<SourceFile[]> {
  const isFile = (entry: { isFile(): boolean }): boolean => entry.isFile();
  const inRoot = (await readdir(root, { withFileTypes: true })).filter(isFile);
  const inFolders = await Promise.all(
    FOLDERS.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })),
  );
  const paths = [...inRoot, ...inFolders.flat().filter(isFile)]
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll('\\', '/'))
    .filter((path) => !SKIPPED_FOLDER.test(path) && !SKIPPED_FILE.test(path))
    .sort();
  const files = await Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
  );
  return files.filter(({ text }) => !text.includes('\0'));
}
