import * as v from 'valibot';
import { isMap, isScalar, type Pair, parse, parseDocument, type YAMLMap } from 'yaml';

/** The keywords of JSON Schema that may limit a value; no others are supported. */
const SCHEMA = v.strictObject({
  type: v.picklist(['string', 'integer', 'boolean', 'array', 'object']),
  pattern: v.optional(v.string()),
  enum: v.optional(v.array(v.string())),
  maxLength: v.optional(v.number()),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  minItems: v.optional(v.number()),
  uniqueItems: v.optional(v.boolean()),
  items: v.optional(v.looseObject({})),
  required: v.optional(v.array(v.string())),
  properties: v.optional(v.looseObject({})),
  additionalProperties: v.optional(v.looseObject({})),
  propertyNames: v.optional(v.looseObject({})),
  maxProperties: v.optional(v.number()),
  maxItems: v.optional(v.number()),
});
export type ValueSchema = v.InferOutput<typeof SCHEMA>;

/** A value of a chart: one that people set, or a group of values. */
export interface Value {
  readonly path: string;
  readonly key: string;
  readonly fallback: unknown;
  /** Absent for a group. */
  readonly described?: { readonly text: string; readonly schema: ValueSchema };
  readonly members: readonly Value[];
}

/** A values.yaml that describes a value insufficiently; the message names the value. */
export class UndescribedValue extends Error {
  override readonly name = 'UndescribedValue';
}

/** The keywords that must limit a type, one of each list. */
const BOUNDS: Readonly<Record<ValueSchema['type'], readonly (readonly (keyof ValueSchema)[])[]>> = {
  string: [['pattern', 'enum']],
  integer: [['minimum'], ['maximum']],
  boolean: [],
  array: [['items']],
  object: [['properties', 'additionalProperties']],
};

function described(path: string, comment: string): NonNullable<Value['described']> {
  const lines = (comment.split(/\n\s*\n/).at(-1) ?? '').split('\n').map((line) => line.trim());
  const [schemaLine] = lines.filter((line) => line.startsWith('@schema '));
  const text = lines.filter((line) => line !== '' && !line.startsWith('@')).join(' ');
  if (text === '') throw new UndescribedValue(`${path} has no description`);
  if (schemaLine === undefined) throw new UndescribedValue(`${path} has no @schema`);
  const schema = v.parse(SCHEMA, parse(schemaLine.slice('@schema '.length)));
  for (const choice of BOUNDS[schema.type]) {
    if (choice.some((bound) => schema[bound] !== undefined)) continue;
    throw new UndescribedValue(`${path} is a ${schema.type} without ${choice.join(' or ')}`);
  }
  return { text, schema };
}

/** The comment above a key; the parser attaches the one above the first key of a map to the map. */
function commentOver({ key }: Pair, map: YAMLMap, index: number): string {
  const own = isScalar(key) ? key.commentBefore : undefined;
  return own ?? (index === 0 ? map.commentBefore : undefined) ?? '';
}

function isGroup(node: unknown, comment: string): node is YAMLMap {
  return isMap(node) && node.items.length > 0 && !comment.includes('@schema ');
}

/**
 * The values of a map. A value without its own comment is described like the one under its key in
 * `like`.
 */
function readMembers(map: YAMLMap, prefix: string, like: readonly Value[]): Value[] {
  const known: Value[] = [];
  for (const [index, pair] of map.items.entries()) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const comment = commentOver(pair, map, index);
    const twin = like.find((other) => other.key === key);
    known.push(readValue({ path, key, comment, node: pair.value }, twin, known));
  }
  return known;
}

interface Found {
  readonly path: string;
  readonly key: string;
  readonly comment: string;
  readonly node: unknown;
}

function readValue(found: Found, twin: Value | undefined, siblings: readonly Value[]): Value {
  const { path, key, comment, node } = found;
  const fallback: unknown = isScalar(node) || isMap(node) ? node.toJSON() : toPlain(node);
  if (isGroup(node, comment)) {
    const name = comment.match(/@like (\S+)/)?.[1];
    const model = name === undefined ? twin : siblings.find((sibling) => sibling.key === name);
    return { path, key, fallback, members: readMembers(node, path, model?.members ?? []) };
  }
  const own = comment === '' ? twin?.described : undefined;
  return { path, key, fallback, members: [], described: own ?? described(path, comment) };
}

/** A sequence, or nothing. */
function toPlain(node: unknown): unknown {
  return node !== null && typeof node === 'object' && 'toJSON' in node
    ? JSON.parse(JSON.stringify(node))
    : node;
}

/** Reads the text of a values.yaml. @throws UndescribedValue */
export function readValues(text: string): readonly Value[] {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) throw new UndescribedValue('values.yaml is no map');
  return readMembers(contents, '', []);
}
