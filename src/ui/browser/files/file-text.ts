const KILOBYTE = 1_000;
const MEGABYTE = 1_000_000;

/** A size as people read it: `640 kB`, `2.4 MB`. */
export function sizeText(bytes: number, locale: string): string {
  const [unit, divisor] = bytes < MEGABYTE ? ['kilobyte', KILOBYTE] : ['megabyte', MEGABYTE];
  const value = Math.max(Math.sign(bytes) * 0.1, bytes / (divisor as number));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: unit as string,
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** A limit as people read it, rounded down: `104 MB` for 100 MiB. */
export function limitText(bytes: number, locale: string): string {
  const unit = bytes < MEGABYTE ? KILOBYTE : MEGABYTE;
  const step = bytes < 10 * unit ? unit / 10 : unit;
  return sizeText(Math.floor(bytes / step) * step, locale);
}

/** The beginning of an hour is far beyond what anybody records: minutes and seconds are enough. */
export function durationText(ms: number, locale: string): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const number = (value: number, digits: number): string =>
    new Intl.NumberFormat(locale, { minimumIntegerDigits: digits, useGrouping: false }).format(
      value,
    );
  return `${number(Math.floor(seconds / 60), 1)}:${number(seconds % 60, 2)}`;
}

const EXTENSION = /\.([a-z\d]{1,5})$/i;

/** What kind of file a name claims to be: `PDF` of `report.pdf`, or empty. Shown as a word, never trusted. */
export const extensionOf = (name: string): string => EXTENSION.exec(name)?.[1]?.toUpperCase() ?? '';

/** A name with the extension of what the file has become. */
export const renamed = (name: string, extension: string): string =>
  `${name.replace(EXTENSION, '')}.${extension}`;
