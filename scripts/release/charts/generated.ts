import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readValues } from './values-file.ts';
import { schemaText } from './values-schema.ts';
import { valuesTable } from './values-table.ts';

export const CHARTS = ['charts/live-chat', 'charts/redis'] as const;

const BEGIN = '<!-- values: npm run generate -->';
const END = '<!-- end of values -->';

function withTable(readme: string, table: string, path: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} has no ${BEGIN}`);
  return `${before}${BEGIN}\n${table}\n${END}${after}`;
}

/** The files that are generated from a chart's values.yaml: path and text of each. */
export async function generatedFiles(chart: string): Promise<ReadonlyMap<string, string>> {
  const values = readValues(await readFile(join(chart, 'values.yaml'), 'utf8'));
  const readme = join(chart, 'README.md');
  return new Map([
    [join(chart, 'values.schema.json'), schemaText(values)],
    [readme, withTable(await readFile(readme, 'utf8'), valuesTable(values), readme)],
  ]);
}
