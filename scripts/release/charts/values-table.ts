import type { Value, ValueSchema } from './values-file.ts';

function leaves(values: readonly Value[]): Value[] {
  return values.flatMap((value) => (value.described ? [value] : leaves(value.members)));
}

/** The allowed values, in a short form. */
function bounds(schema: ValueSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(', ');
  if (schema.type === 'integer') return `${schema.minimum}–${schema.maximum}`;
  return schema.type;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function row({ path, fallback, described }: Value): string {
  if (described === undefined) return '';
  const shown = `\`${JSON.stringify(fallback)}\``;
  const cells = [`\`${path}\``, described.text, bounds(described.schema), shown];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** The values as a table, in the order of the file. */
export function valuesTable(values: readonly Value[]): string {
  const head = ['| value | what it is | may be | default |', '| --- | --- | --- | --- |'];
  return [...head, ...leaves(values).map(row)].join('\n');
}
