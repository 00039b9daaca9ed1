import { encodeText } from './codewords.ts';
import { penaltyOf } from './penalty.ts';

/** The modules of a QR code (ISO/IEC 18004:2015), level M: `true` is dark. */
type Modules = boolean[][];

/** Table 10: which modules each mask inverts. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Rows and columns of the centres of alignment patterns (annex E). */
function alignmentCentres(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const last = version * 4 + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, n) => last - (count - 2 - n) * step)];
}

/** A number followed by the remainder of its division by a BCH generator (annexes C and D). */
function withRemainder(value: number, generator: number, bits: number): number {
  let rest = value << bits;
  for (let bit = 31 - Math.clz32(rest); bit >= bits; bit--) {
    if ((rest >> bit) & 1) rest ^= generator << (bit - bits);
  }
  return (value << bits) | rest;
}

/** A code under construction: its modules, and which of them are not for data. */
class Drawing {
  readonly version: number;
  readonly size: number;
  readonly modules: Modules;
  readonly taken: Modules;

  constructor(version: number) {
    this.version = version;
    this.size = version * 4 + 17;
    const empty = (): Modules =>
      Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false));
    this.modules = empty();
    this.taken = empty();
    this.#drawPatterns();
    this.drawFormat(0);
    this.#drawVersion();
  }

  /** Level M is 00 in front of the mask (7.9). */
  drawFormat(mask: number): void {
    const bits = withRemainder(mask, 0x537, 10) ^ 0x5412;
    for (let n = 0; n < 15; n++) {
      const dark = ((bits >> n) & 1) === 1;
      const beside = n < 6 ? n : n < 8 ? n + 1 : this.size - 15 + n;
      const below = n < 8 ? this.size - 1 - n : n === 8 ? 7 : 14 - n;
      this.#set(8, beside, dark);
      this.#set(below, 8, dark);
    }
    this.#set(8, this.size - 8, true);
  }

  /** Upwards and downwards in columns of two, from the right, around the timing pattern (7.7.3). */
  drawData(words: readonly number[]): void {
    let bit = 0;
    let isUpward = true;
    for (let right = this.size - 1; right > 0; right -= 2) {
      if (right === 6) right--;
      for (let n = 0; n < this.size; n++) {
        const y = isUpward ? this.size - 1 - n : n;
        for (const x of [right, right - 1]) {
          if (this.taken[y]?.[x]) continue;
          const word = words[bit >> 3] ?? 0;
          (this.modules[y] as boolean[])[x] = ((word >> (7 - (bit & 7))) & 1) === 1;
          bit++;
        }
      }
      isUpward = !isUpward;
    }
  }

  /** The current code under a mask. */
  masked(mask: number): string[] {
    this.drawFormat(mask);
    const turns = MASKS[mask] as (typeof MASKS)[number];
    return this.modules.map((row, y) =>
      row.map((dark, x) => Number(dark !== (!this.taken[y]?.[x] && turns(x, y)))).join(''),
    );
  }

  #set(x: number, y: number, dark: boolean): void {
    const [modules, taken] = [this.modules[y], this.taken[y]];
    if (modules === undefined || taken === undefined || x < 0 || x >= this.size) return;
    modules[x] = dark;
    taken[x] = true;
  }

  #drawPatterns(): void {
    for (let n = 0; n < this.size; n++) {
      this.#set(6, n, n % 2 === 0);
      this.#set(n, 6, n % 2 === 0);
    }
    const end = this.size - 4;
    for (const [x, y] of [
      [3, 3],
      [end, 3],
      [3, end],
    ] as const) {
      this.#drawRings(x, y, 4, [2, 4]);
    }
    const centres = alignmentCentres(this.version);
    const last = centres.at(-1);
    for (const x of centres) {
      for (const y of centres) {
        const isFinder = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6);
        if (!isFinder) this.#drawRings(x, y, 2, [1]);
      }
    }
  }

  /** A square of rings around a centre, some of them light. */
  #drawRings(x: number, y: number, radius: number, light: readonly number[]): void {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        this.#set(x + dx, y + dy, !light.includes(ring));
      }
    }
  }

  #drawVersion(): void {
    if (this.version < 7) return;
    const bits = withRemainder(this.version, 0x1f25, 12);
    for (let n = 0; n < 18; n++) {
      const dark = ((bits >> n) & 1) === 1;
      const [far, near] = [this.size - 11 + (n % 3), Math.floor(n / 3)];
      this.#set(far, near, dark);
      this.#set(near, far, dark);
    }
  }
}

/**
 * A text as a QR code: rows of modules, 1 for dark, without the quiet zone.
 * @param mask 0 to 7; without it, the one that reads best
 * @throws RangeError when the text has more than 2,331 bytes
 */
export function qrCode(text: string, mask?: number): readonly string[] {
  const { version, words } = encodeText(text);
  const drawing = new Drawing(version);
  drawing.drawData(words);
  if (mask !== undefined) return drawing.masked(mask);
  const codes = MASKS.map((_, each) => drawing.masked(each));
  const penalties = codes.map(penaltyOf);
  return codes[penalties.indexOf(Math.min(...penalties))] as string[];
}
