/** How many bars a waveform shows (at most FILE_WAVEFORM_MAX), and the loudest level. */
export const BARS = 48;
export const LOUDEST = 63;

/**
 * Levels measured at equal distances, as so many bars: each is the loudest of its part, relative to the
 * loudest of all, so that a quiet voice shows as well.
 * @param levels from 0 to 1
 * @returns whole numbers from 0 to LOUDEST; at most BARS
 */
export function toWaveform(levels: readonly number[]): readonly number[] {
  const count = Math.min(BARS, levels.length);
  const loudest = levels.reduce((most, level) => Math.max(most, level), 0);
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * levels.length) / count);
    const to = Math.floor(((bar + 1) * levels.length) / count);
    const level = levels.slice(from, to).reduce((most, each) => Math.max(most, each), 0);
    return loudest === 0 ? 0 : Math.round((level / loudest) * LOUDEST);
  });
}

/** The height of the drawing, and the room for each bar, in units of its view box. */
const HEIGHT = 32;
const STEP = 4;
const LOWEST = 2;

/** `viewBox` of a waveform's drawing. */
export const viewBoxOf = (waveform: readonly number[]): string =>
  `0 0 ${Math.max(1, waveform.length) * STEP} ${HEIGHT}`;

/**
 * The path of some of a waveform's bars, each a vertical line around the middle.
 * @param from the first bar
 * @param to after the last bar
 */
export function barsOf(waveform: readonly number[], from: number, to: number): string {
  return waveform
    .slice(from, to)
    .map((level, index) => {
      const height = Math.max(LOWEST, (Math.min(level, LOUDEST) / LOUDEST) * (HEIGHT - 4));
      const x = (from + index) * STEP + STEP / 2;
      return `M${x} ${(HEIGHT - height) / 2}v${height}`;
    })
    .join('');
}
