/** Penalty of a QR code (ISO/IEC 18004:2015, 7.8.3): the mask with the lowest one is used. */

const RUN = 5;
const FINDER_LIKE = [
  [1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0],
  [0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1],
].map((pattern) => pattern.join(''));

/** Runs of one colour, and patterns that look like a finder, in a row or column. */
function linePenalty(line: string): number {
  let penalty = 0;
  for (const [run] of line.matchAll(/0+|1+/g)) if (run.length >= RUN) penalty += run.length - 2;
  for (let at = 0; at + 11 <= line.length; at++) {
    if (FINDER_LIKE.includes(line.slice(at, at + 11))) penalty += 40;
  }
  return penalty;
}

function blockPenalty(rows: readonly string[]): number {
  let blocks = 0;
  for (const [y, row] of rows.slice(1).entries()) {
    const above = rows[y] as string;
    for (let x = 1; x < row.length; x++) {
      if (/^(?:0000|1111)$/.test(above.slice(x - 1, x + 1) + row.slice(x - 1, x + 1))) blocks++;
    }
  }
  return 3 * blocks;
}

/** @param rows modules as text, 1 for dark */
export function penaltyOf(rows: readonly string[]): number {
  const columns = rows.map((_, x) => rows.map((row) => row[x]).join(''));
  const lines = [...rows, ...columns].reduce((sum, line) => sum + linePenalty(line), 0);
  const dark = rows.join('').replaceAll('0', '').length / rows.length ** 2;
  return lines + blockPenalty(rows) + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}
