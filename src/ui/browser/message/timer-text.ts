import { strings } from '../../strings/catalogue.ts';

const UNITS = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/**
 * A duration in its largest unit, rounded up.
 * @param seconds 0 is no duration: off
 */
export function timerText(seconds: number, unitDisplay: 'long' | 'narrow' = 'long'): string {
  if (seconds === 0) return strings.timer.off;
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1];
  const style = { style: 'unit', unit, unitDisplay } as const;
  return new Intl.NumberFormat(strings.locale, style).format(Math.ceil(seconds / size));
}
