/**
 * A value as MessagePack gets it: byte strings as whatever the encoder of this host writes as bytes,
 * absent fields left out.
 */
export function wireValue(value: unknown, asBytes: (bytes: Uint8Array) => unknown): unknown {
  if (value instanceof Uint8Array) return asBytes(value);
  if (Array.isArray(value)) return value.map((each) => wireValue(each, asBytes));
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(present.map(([key, field]) => [key, wireValue(field, asBytes)]));
}
