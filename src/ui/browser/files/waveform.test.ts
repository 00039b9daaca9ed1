import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BARS, barsOf, LOUDEST, toWaveform, viewBoxOf } from './waveform.ts';

describe('a waveform', () => {
  it('has no more bars than were measured', () => {
    expect(toWaveform([0.5, 0.25])).toEqual([63, 32]);
    expect(toWaveform([])).toEqual([]);
  });

  it('shows the loudest level of each part', () => {
    const levels = Array.from({ length: 480 }, (_, n) => (n === 25 ? 1 : 0.1));
    const waveform = toWaveform(levels);
    expect(waveform[2]).toBe(LOUDEST);
    expect(new Set(waveform.toSpliced(2, 1))).toEqual(new Set([6]));
  });

  it('of silence is silent', () => {
    expect(toWaveform([0, 0, 0])).toEqual([0, 0, 0]);
  });

  it('consists of at most 48 whole numbers from 0 to 63', () => {
    const level = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(level, { maxLength: 500 }), (levels) => {
        const waveform = toWaveform(levels);
        expect(waveform).toHaveLength(Math.min(BARS, levels.length));
        for (const bar of waveform) expect(bar).toBe(Math.max(0, Math.min(63, Math.round(bar))));
      }),
    );
  });

  it('is drawn as one line for each bar, around the middle', () => {
    expect(barsOf([63, 0], 0, 2)).toBe('M2 2v28M6 15v2');
    expect(barsOf([63, 0], 1, 2)).toBe('M6 15v2');
    expect(viewBoxOf([63, 0])).toBe('0 0 8 32');
  });
});
