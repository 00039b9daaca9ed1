import { readFileSync } from 'node:fs';

/** A Markdown document that tests compare with the code. */
export interface Document {
  /**
   * The cells of all table rows below a heading, without header and separator.
   * @throws Error when there is no such heading, or no table below it
   */
  rowsUnder(heading: string): readonly (readonly string[])[];
  /** The heads of the columns of the first table below a heading. */
  columnsUnder(heading: string): readonly string[];
  /** The indented lines below a heading, without their indentation. */
  listingUnder(heading: string): string;
}

const isHeading = (line: string): boolean => /^#+ /.test(line);

/** The lines below a heading, up to the next one. */
function section(name: string, lines: readonly string[], heading: string): readonly string[] {
  const start = lines.findIndex((line) => isHeading(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) throw new Error(`${name} has no heading '${heading}'`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(isHeading);
  return end < 0 ? rest : rest.slice(0, end);
}

function tableLines(lines: readonly string[]): string[][] {
  return lines
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

function tableRows(lines: readonly string[]): string[][] {
  const rows = tableLines(lines);
  const isRule = (row: readonly string[] | undefined): boolean => /^-+$/.test(row?.[0] ?? '');
  return rows.filter((row, index) => !isRule(row) && !isRule(rows[index + 1]));
}

/** Reads a document by its path from the root of the repository. */
export function readDocument(name: string): Document {
  const lines = readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8').split('\n');
  return {
    rowsUnder: (heading) => {
      const rows = tableRows(section(name, lines, heading));
      if (rows.length === 0) throw new Error(`${name} has no table below '${heading}'`);
      return rows;
    },
    columnsUnder: (heading) => tableLines(section(name, lines, heading))[0] ?? [],
    listingUnder: (heading) =>
      section(name, lines, heading)
        .filter((line) => line.startsWith('    '))
        .map((line) => line.slice(4))
        .join('\n'),
  };
}

/** The code spans of a cell, in order. */
export function codesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}
