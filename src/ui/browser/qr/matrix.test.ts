import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { qrCode } from './matrix.ts';
import { codePath } from './path.ts';

/** Matrices of another implementation, the Python package `qrcode` 8.2: byte mode, level M. */
const SMALL = [
  '111111100001001111111',
  '100000100010001000001',
  '101110101100001011101',
  '101110101101101011101',
  '101110101010101011101',
  '100000101011001000001',
  '111111101010101111111',
  '000000001000000000000',
  '101111100101001111100',
  '010110010101111001000',
  '011110100000101100000',
  '011011010111111001010',
  '100111100100100100100',
  '000000001110100100100',
  '111111100111010011110',
  '100000101100000110110',
  '101110101011010011100',
  '101110101001111001000',
  '101110101010101100000',
  '100000100111111001000',
  '111111101110100100110',
];
/** Bytes of 'live-chat/v1/keys:' again and again, version, mask, SHA-256 (its beginning) of the rows. */
const KNOWN = [
  [1, 1, 0, '22d8ef03017130da'],
  [14, 1, 1, '2dfe57877fedb716'],
  [15, 2, 2, '9466cde59ffbdbe6'],
  [26, 2, 3, 'ad8efac64f30dfbe'],
  [62, 4, 4, '489f51b5a9049faa'],
  [84, 5, 5, '592c749eb2319758'],
  [105, 6, 6, 'f7a234d276d91d3e'],
  [106, 6, 7, 'a0294f5b71f49412'],
  [122, 7, 0, '824757815e02f4fe'],
  [152, 8, 1, 'f1f3c69ce323e489'],
  [180, 9, 2, '5b2af01f869ec80f'],
  [213, 10, 3, '6123ed5e7fc8600d'],
  [251, 11, 4, '22c36156297d0fad'],
  [331, 13, 5, 'cf4dda8687aadfd0'],
  [362, 14, 6, '497b2952d96d452d'],
  [412, 15, 7, '06822a43e54cb62a'],
  [450, 16, 0, 'a5d89dd79e1119c2'],
  [504, 17, 1, '073627338e2ca31b'],
  [560, 18, 2, 'bfd877808d5774dd'],
  [624, 19, 3, 'f077ae414d0c0f78'],
  [666, 20, 4, '703fef1736a3479a'],
  [711, 21, 5, '9e7eaa15a5717655'],
  [779, 22, 6, '8da12a48b776fa5c'],
  [857, 23, 7, '98f534d2f69d7f94'],
  [911, 24, 0, 'bf9fb90aa1ce90ff'],
  [997, 25, 1, '6ad3ebf7278505c6'],
  [1059, 26, 2, '1a969e164af201a7'],
  [1125, 27, 3, '3deaef7ab40a710d'],
  [1190, 28, 4, '2a5d8274877bb0b5'],
  [1264, 29, 5, '2871a5c22e199732'],
  [1370, 30, 6, '4dfed5cce37db8a2'],
  [1452, 31, 7, '1d7fa9aa99f7c95f'],
  [1538, 32, 0, '48344200299f6522'],
  [1628, 33, 1, 'f5e743815b750f7c'],
  [1722, 34, 2, 'df48718d358468ef'],
  [1809, 35, 3, '678966f3571fe9b8'],
  [1911, 36, 4, 'de2c938bcb1d74a5'],
  [1989, 37, 5, '3d3293a0db23773c'],
  [2099, 38, 6, '56ae2d7c40495f6b'],
  [2213, 39, 7, '9e9e9c77f03821ea'],
  [2331, 40, 0, 'efeb0d06ab4010c9'],
] as const;
const UMLAUTS = '47051ed714b78e05';

const digest = (rows: readonly string[]): string =>
  createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 16);

describe('a QR code', () => {
  it('has the same modules as another implementation', () => {
    expect(qrCode('A', 2)).toEqual(SMALL);
    expect(digest(qrCode('Grüße 🗺️', 5))).toBe(UMLAUTS);
  });

  it.each(KNOWN)(
    "of %d bytes is version %d, and equals another implementation's under mask %d",
    (length, version, mask, known) => {
      const rows = qrCode('live-chat/v1/keys:'.repeat(200).slice(0, length), mask);
      expect(rows).toHaveLength(17 + 4 * version);
      expect(digest(rows)).toBe(known);
    },
  );

  it('chooses one of the eight masks', () => {
    const masks = Array.from({ length: 8 }, (_, mask) => qrCode('live-chat', mask));
    expect(masks).toContainEqual(qrCode('live-chat'));
  });

  it('of more than 2,331 bytes is rejected', () => {
    expect(() => qrCode('x'.repeat(2332))).toThrow(RangeError);
  });
});

describe('the path of a QR code', () => {
  it('covers each dark module once, with a quiet zone of four around all', () => {
    const { viewBox, d } = codePath('A');
    expect(viewBox).toBe('0 0 29 29');
    const rows = qrCode('A');
    const drawn = rows.map((row) => [...row].map(() => '0'));
    for (const [, x, y, run] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      for (let n = 0; n < Number(run); n++) {
        const row = drawn[Number(y) - 4] as string[];
        expect(row[Number(x) - 4 + n]).toBe('0');
        row[Number(x) - 4 + n] = '1';
      }
    }
    expect(drawn.map((row) => row.join(''))).toEqual(rows);
  });
});
