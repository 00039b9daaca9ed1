/**
 * The codewords of a QR code (ISO/IEC 18004:2015): byte mode and error correction level M, which
 * restores about 15 % of them. Versions are 1 to 40; a code has 17 + 4 × version modules a side.
 */

/** Table 9, level M: error correction codewords of a block, and blocks, by version from 1. */
const CORRECTION = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26,
];
const MOST_CORRECTION = 28;
const BLOCKS = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26,
  28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];
const BYTE_MODE = 0b0100;
const PADDING = [0xec, 0x11];

/** The number of modules for data: all modules without function patterns (6.3). */
function dataModules(version: number): number {
  const alignments = Math.floor(version / 7) + 2;
  const alignment = version === 1 ? 0 : (25 * alignments - 10) * alignments - 55;
  return (16 * version + 128) * version + 64 - alignment - (version < 7 ? 0 : 36);
}

interface Shape {
  readonly version: number;
  readonly blocks: number;
  /** Codewords of all blocks together, and error correction codewords of each. */
  readonly total: number;
  readonly correction: number;
}

function shapeOf(version: number): Shape {
  return {
    version,
    blocks: BLOCKS[version - 1] as number,
    total: Math.floor(dataModules(version) / 8),
    correction: CORRECTION[version - 1] ?? MOST_CORRECTION,
  };
}

const capacity = ({ total, blocks, correction }: Shape): number => total - blocks * correction;
const countBits = (version: number): number => (version < 10 ? 8 : 16);

function smallestFor(length: number): Shape {
  for (let version = 1; version <= BLOCKS.length; version++) {
    const shape = shapeOf(version);
    if (4 + countBits(version) + length * 8 <= capacity(shape) * 8) return shape;
  }
  throw new RangeError('too long for a QR code');
}

/** Mode, length, bytes, terminator and padding (7.4). */
function dataCodewords(bytes: Uint8Array, shape: Shape): number[] {
  const bits: number[] = [];
  const append = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  append(BYTE_MODE, 4);
  append(bytes.length, countBits(shape.version));
  for (const byte of bytes) append(byte, 8);
  append(0, Math.min(4, capacity(shape) * 8 - bits.length));
  append(0, -bits.length & 7);
  const words = Array.from({ length: bits.length / 8 }, (_, word) =>
    bits.slice(word * 8, word * 8 + 8).reduce((value, bit) => value * 2 + bit, 0),
  );
  for (let pad = 0; words.length < capacity(shape); pad ^= 1) words.push(PADDING[pad] as number);
  return words;
}

/** Product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(x: number, y: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((y >> bit) & 1) * x);
  }
  return product;
}

/** The product of (x − 2^i) for all i below the degree, without its leading 1 (7.5.2). */
function generator(degree: number): number[] {
  const coefficients = [...new Array<number>(degree - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      coefficients[j] = multiply(coefficients[j] as number, root) ^ (coefficients[j + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return coefficients;
}

/** The error correction codewords of a block: the remainder of its division by the generator. */
function correctionOf(block: readonly number[], divisor: readonly number[]): number[] {
  let rest = divisor.map(() => 0);
  for (const word of block) {
    const factor = word ^ (rest[0] as number);
    rest = [...rest.slice(1), 0].map((value, i) => value ^ multiply(divisor[i] as number, factor));
  }
  return rest;
}

/** Columns of rows of different lengths, one after the other (7.6). */
function interleave(rows: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...rows.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => rows.flatMap((row) => row[at] ?? [])).flat();
}

/** The version that a text needs, and its codewords in drawing order. */
export function encodeText(text: string): { readonly version: number; readonly words: number[] } {
  const bytes = new TextEncoder().encode(text);
  const shape = smallestFor(bytes.length);
  const words = dataCodewords(bytes, shape);
  const short = Math.floor(words.length / shape.blocks);
  const shortBlocks = shape.blocks - (words.length % shape.blocks);
  const data = Array.from({ length: shape.blocks }, (_, block) => {
    const start = block * short + Math.max(0, block - shortBlocks);
    return words.slice(start, start + short + (block < shortBlocks ? 0 : 1));
  });
  const divisor = generator(shape.correction);
  const correction = data.map((block) => correctionOf(block, divisor));
  return { version: shape.version, words: [...interleave(data), ...interleave(correction)] };
}
