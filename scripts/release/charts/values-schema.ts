import type { Value } from './values-file.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Helm passes `global` to every chart, asked or not; ours use none. */
const GLOBAL = { global: { type: 'object', additionalProperties: false } };

function schemaOf({ described, members }: Value): Schema {
  if (described === undefined) return groupOf(members);
  return { description: described.text, ...described.schema };
}

/** Every key is known, and every key stays: one set to null would be a default that is gone. */
function groupOf(members: readonly Value[], also: Schema = {}): Schema {
  const properties = Object.fromEntries(members.map((value) => [value.key, schemaOf(value)]));
  return {
    type: 'object',
    additionalProperties: false,
    required: members.map(({ key }) => key),
    properties: { ...properties, ...also },
  };
}

/** What values.schema.json says; Helm holds every value to it, by name. */
export function schemaText(values: readonly Value[]): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Generated from values.yaml: npm run generate',
    ...groupOf(values, GLOBAL),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
