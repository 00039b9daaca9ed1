import { qrCode } from './matrix.ts';

/** Light modules on each side (ISO/IEC 18004:2015, 6.3.8). */
const QUIET = 4;

/** A QR code as attribute values for an SVG in the page; nothing becomes markup. */
export interface CodePath {
  readonly viewBox: string;
  /** The dark modules: `d` of a path. */
  readonly d: string;
}

/** Draws a text: every run of dark modules is one rectangle. */
export function codePath(text: string): CodePath {
  const rows = qrCode(text);
  const side = rows.length + 2 * QUIET;
  const runs = rows.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map(
      ({ 0: run, index }) => `M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`,
    ),
  );
  return { viewBox: `0 0 ${side} ${side}`, d: runs.join('') };
}
