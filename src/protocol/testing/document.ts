import { readFileSync } from 'node:fs';

/** docs/protocol.md, read so that tests can hold it and the code together. */
const LINES = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8').split(
  '\n',
);

const isHeading = (line: string): boolean => /^#+ /.test(line);

/** The lines below a heading, up to the next one. */
function section(heading: string): readonly string[] {
  const start = LINES.findIndex((line) => isHeading(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) throw new Error(`docs/protocol.md has no heading '${heading}'`);
  const rest = LINES.slice(start + 1);
  const end = rest.findIndex(isHeading);
  return end < 0 ? rest : rest.slice(0, end);
}

/** Rows of the tables below a heading, as their cells; head and rule are left out. */
export function rowsUnder(heading: string): readonly (readonly string[])[] {
  const rows = section(heading)
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
  const rules = rows.flatMap(([first = ''], index) => (/^-+$/.test(first) ? [index] : []));
  const found = rows.filter(
    (_, index) => !rules.some((rule) => index === rule - 1 || index === rule),
  );
  if (found.length === 0) throw new Error(`docs/protocol.md has no table below '${heading}'`);
  return found;
}

/** The indented lines below a heading, without what indents them. */
export function listingUnder(heading: string): string {
  const lines = section(heading).filter((line) => line.startsWith('    '));
  return lines.map((line) => line.slice(4)).join('\n');
}

/** What stands between backticks in a cell, in its order. */
export function codesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}
