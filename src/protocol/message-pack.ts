/**
 * A check of MessagePack bytes before a decoder sees them. The decoder of Socket.IO's parser
 * allocates an array of the declared length before it reads the first element, so nested headers of
 * a few bytes each would take gigabytes and crash the process. It also decodes recursively. This
 * check accepts a declared length only if the bytes for it are present.
 */

/** How many bytes follow a value's prefix, and how many values follow these bytes. */
interface Extent {
  readonly bytes: number;
  readonly values: number;
}

const plain = (bytes: number): Extent => ({ bytes, values: 0 });

/** Extents of the prefixes from 0xc0, whose length does not depend on what follows. */
const FIXED: ReadonlyMap<number, Extent> = new Map([
  ...[0xc0, 0xc2, 0xc3].map((prefix) => [prefix, plain(0)] as const),
  ...[0xcc, 0xd0].map((prefix) => [prefix, plain(1)] as const),
  ...[0xcd, 0xd1].map((prefix) => [prefix, plain(2)] as const),
  ...[0xca, 0xce, 0xd2].map((prefix) => [prefix, plain(4)] as const),
  ...[0xcb, 0xcf, 0xd3].map((prefix) => [prefix, plain(8)] as const),
  ...[1, 2, 4, 8, 16].map((bytes, index) => [0xd4 + index, plain(1 + bytes)] as const),
]);

/** Prefixes with a length field: its width, the other bytes before the body, and what it counts. */
const COUNTED: ReadonlyMap<number, { width: 1 | 2 | 4; more: number; of: 'bytes' | 1 | 2 }> =
  new Map([
    [0xc4, { width: 1, more: 0, of: 'bytes' }],
    [0xc5, { width: 2, more: 0, of: 'bytes' }],
    [0xc6, { width: 4, more: 0, of: 'bytes' }],
    [0xc7, { width: 1, more: 1, of: 'bytes' }],
    [0xc8, { width: 2, more: 1, of: 'bytes' }],
    [0xc9, { width: 4, more: 1, of: 'bytes' }],
    [0xd9, { width: 1, more: 0, of: 'bytes' }],
    [0xda, { width: 2, more: 0, of: 'bytes' }],
    [0xdb, { width: 4, more: 0, of: 'bytes' }],
    [0xdc, { width: 2, more: 0, of: 1 }],
    [0xdd, { width: 4, more: 0, of: 1 }],
    [0xde, { width: 2, more: 0, of: 2 }],
    [0xdf, { width: 4, more: 0, of: 2 }],
  ]);

function readLength(view: DataView, offset: number, width: 1 | 2 | 4): number {
  if (width === 1) return view.getUint8(offset);
  return width === 2 ? view.getUint16(offset) : view.getUint32(offset);
}

/** The extent of the value whose prefix is at `offset`. @throws RangeError, TypeError */
function extentAt(view: DataView, offset: number): Extent {
  const prefix = view.getUint8(offset);
  if (prefix <= 0x7f || prefix >= 0xe0) return plain(0);
  if (prefix <= 0x8f) return { bytes: 0, values: (prefix & 0x0f) * 2 };
  if (prefix <= 0x9f) return { bytes: 0, values: prefix & 0x0f };
  if (prefix <= 0xbf) return plain(prefix & 0x1f);
  const fixed = FIXED.get(prefix);
  if (fixed !== undefined) return fixed;
  const counted = COUNTED.get(prefix);
  if (counted === undefined) throw new TypeError('not a MessagePack prefix');
  const { width, more, of } = counted;
  const length = readLength(view, offset + 1, width);
  if (of === 'bytes') return plain(width + more + length);
  return { bytes: width, values: length * of };
}

/**
 * Checks that the bytes are exactly one MessagePack value, that each declared length fits into the
 * remaining bytes, and that it is nested at most `maxDepth` deep.
 * @throws RangeError or TypeError
 */
export function checkMessagePack(bytes: Uint8Array, maxDepth: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** How many values each open array or map still needs; the outermost represents the whole. */
  const missing = [1];
  let offset = 0;
  while (missing.length > 0) {
    const depth = missing.length - 1;
    if (missing[depth] === 0) {
      missing.pop();
      continue;
    }
    missing[depth] = (missing[depth] as number) - 1;
    const extent = extentAt(view, offset);
    offset += 1 + extent.bytes;
    if (offset + extent.values > bytes.length) throw new RangeError('truncated');
    if (extent.values > 0) missing.push(extent.values);
    if (missing.length - 1 > maxDepth) throw new RangeError('nested too deeply');
  }
  if (offset !== bytes.length) throw new RangeError('trailing bytes');
}
