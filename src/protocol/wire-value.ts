/**
 * A value as MessagePack gets it: byte strings as whatever the encoder of this host writes as bytes,
 * absent fields left out.
 */
export function wireValue(value: unknown, asBytes: (bytes: Uint8Array) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return asBytes(value);
  if (Array.isArray(value)) return value.map((each) => wireValue(each, asBytes));
  return presentFields(value, asBytes);
}

/** By a loop, since it runs for every packet. Without a prototype, no name of a field is special. */
function presentFields(value: object, asBytes: (bytes: Uint8Array) => unknown): unknown {
  const present: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value)) {
    const field: unknown = Reflect.get(value, key);
    if (field !== undefined) present[key] = wireValue(field, asBytes);
  }
  return present;
}
