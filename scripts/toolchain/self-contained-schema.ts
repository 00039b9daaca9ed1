/** A JSON Schema, or a part of one. */
export type Schema = { [keyword: string]: unknown };

export const DEFINITIONS = '$defs';
const REFERENCE = /#\/\$defs\/(.+)$/;

const isSchema = (value: unknown): value is Schema =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A copy in which every reference points into the schema itself; `seen` collects the names. */
function rewrite(value: unknown, seen: (name: string) => void): unknown {
  if (Array.isArray(value)) return value.map((entry) => rewrite(entry, seen));
  if (!isSchema(value)) return value;
  const copy: Schema = {};
  for (const [key, inner] of Object.entries(value)) {
    const name =
      key === '$ref' && typeof inner === 'string' ? inner.match(REFERENCE)?.[1] : undefined;
    if (name !== undefined) seen(name);
    copy[key] = name === undefined ? rewrite(inner, seen) : `#/$defs/${name}`;
  }
  return copy;
}

/** Includes in a schema everything that it refers to, directly or indirectly, and nothing else. */
export function closeSchema(schema: Schema, definitions: unknown): Schema {
  if (!isSchema(definitions)) throw new TypeError('There are no definitions.');
  const needed: string[] = [];
  const seen = new Set<string>();
  const need = (name: string): void => {
    if (!seen.has(name)) needed.push(name);
    seen.add(name);
  };
  const { $id: _, ...closed } = rewrite(schema, need) as Schema;
  const parts: Schema = {};
  for (let name = needed.pop(); name !== undefined; name = needed.pop()) {
    parts[name] = rewrite(definitions[name], need);
  }
  return { ...closed, [DEFINITIONS]: parts };
}

/** A copy that rejects unknown keys, which an API server would silently drop. */
export function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (!isSchema(value)) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, strict(inner)]),
  );
  const open = value['x-kubernetes-preserve-unknown-fields'] === true;
  const closes = isSchema(value['properties']) && value['additionalProperties'] === undefined;
  return closes && !open ? { ...copy, additionalProperties: false } : copy;
}
