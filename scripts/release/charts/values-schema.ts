import type { Value } from './values-file.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Helm passes `global` to every chart; ours do not use it. */
const GLOBAL = { global: { type: 'object', additionalProperties: false } };

function schemaOf({ described, members }: Value): Schema {
  if (described === undefined) return groupOf(members);
  return { description: described.text, ...described.schema };
}

/** No unknown keys, and none may be removed: a key set to null would delete its default. */
function groupOf(members: readonly Value[], also: Schema = {}): Schema {
  const properties = Object.fromEntries(members.map((value) => [value.key, schemaOf(value)]));
  return {
    type: 'object',
    additionalProperties: false,
    required: members.map(({ key }) => key),
    properties: { ...properties, ...also },
  };
}

/** The content of values.schema.json, against which Helm validates every value. */
export function schemaText(values: readonly Value[]): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Generated from values.yaml: npm run generate',
    ...groupOf(values, GLOBAL),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
