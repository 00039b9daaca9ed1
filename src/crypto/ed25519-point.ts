/**
 * Which 32 bytes may be an Ed25519 public key (RFC 8032, 5.1.3). Implementations of WebCrypto
 * accept different ones; with a key of small order, one signature would be valid for many messages.
 */

/** 2^255 - 19 and the y coordinates of the points of order 1, 2, 4 and 8, little-endian. */
const PRIME = 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f';
const SMALL_ORDER_Y = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
];

/**
 * A little-endian number as hexadecimal digits, the most significant first, which compare as
 * strings.
 */
const bigEndian = (hex: string): string => (hex.match(/../g) ?? []).reverse().join('');

const LIMIT = bigEndian(PRIME);
const REFUSED = new Set(SMALL_ORDER_Y.map(bigEndian));

/** Whether the y coordinate is canonical (below the prime) and not of a point of small order. */
export function isSoundPoint(key: Uint8Array): boolean {
  const digits = Array.from(key, (byte, index) => (index === 31 ? byte & 0x7f : byte))
    .reverse()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return key.length === 32 && digits < LIMIT && !REFUSED.has(digits);
}
