import { describe, expect, it } from '@jest/globals';
import { isSoundPoint } from './ed25519-point.ts';
import { generateIdentityKey } from './identity-key.ts';

const P = 2n ** 255n - 19n;
const mod = (value: bigint): bigint => ((value % P) + P) % P;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) {
    if (e & 1n) result = mod(result * b);
  }
  return result;
}

const inverse = (value: bigint): bigint => power(value, P - 2n);
const D = mod(-121665n * inverse(121666n));

/** X, Y, Z and T: x = X / Z, y = Y / Z and x * y = T / Z. */
type Point = readonly [bigint, bigint, bigint, bigint];

/** Addition on the twisted Edwards curve (RFC 8032, 5.1.4), which needs no inverse. */
function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * D * t1 * t2);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

/** x of a point with this y, or undefined if there is none (RFC 8032, 5.1.3). */
function recoverX(y: bigint): bigint | undefined {
  const square = mod((y * y - 1n) * inverse(mod(D * y * y + 1n)));
  const root = power(square, (P + 3n) / 8n);
  const candidates = [root, mod(root * power(2n, (P - 1n) / 4n))];
  return candidates.find((x) => mod(x * x) === square);
}

function littleEndian(value: bigint): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16).padStart(64, '0');
  return Uint8Array.from((hex.match(/../g) ?? []).reverse(), (byte) => Number.parseInt(byte, 16));
}

/** x and y of all points P with 8P = 0, found by multiplying arbitrary points by the large prime order. */
function smallOrderPoints(): (readonly [bigint, bigint])[] {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const found = new Map<string, readonly [bigint, bigint]>();
  for (let y = 2n; found.size < 8; y++) {
    const x = recoverX(y);
    if (x === undefined) continue;
    let point: Point = [0n, 1n, 1n, 0n];
    let base: Point = [x, y, 1n, mod(x * y)];
    for (let e = order; e > 0n; e >>= 1n, base = add(base, base)) {
      if (e & 1n) point = add(point, base);
    }
    const scale = inverse(point[2]);
    const affine = [mod(point[0] * scale), mod(point[1] * scale)] as const;
    found.set(affine.join(), affine);
  }
  return [...found.values()];
}

describe('an identity key', () => {
  it('is refused when it is one of the eight points of small order, with either sign bit', () => {
    const points = smallOrderPoints();
    expect(points).toHaveLength(8);
    for (const [, y] of points) {
      expect(isSoundPoint(littleEndian(y))).toBe(false);
      expect(isSoundPoint(littleEndian(y + 2n ** 255n))).toBe(false);
    }
  });

  it('is refused when its encoding is not canonical', () => {
    for (let n = 0n; n < 19n; n++) {
      expect(isSoundPoint(littleEndian(P + n))).toBe(false);
      expect(isSoundPoint(littleEndian(P + n + 2n ** 255n))).toBe(false);
    }
    expect(isSoundPoint(littleEndian(P - 2n))).toBe(true);
  });

  it('has 32 bytes', () => {
    expect(isSoundPoint(littleEndian(9n).subarray(1))).toBe(false);
  });

  it('is accepted when it was generated', async () => {
    for (let n = 0; n < 8; n++) {
      expect(isSoundPoint((await generateIdentityKey()).public)).toBe(true);
    }
  });
});
