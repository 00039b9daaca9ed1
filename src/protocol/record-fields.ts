import * as v from 'valibot';
import { fromUtf8, utf8 } from './bytes.ts';
import { TEXT_MAX_LENGTH } from './limits.ts';

/** The fields that bodies of several types have. */

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** First and last number of a range. */
export const range = v.strictTuple([count, count]);
/** 16 bytes in canonical base64url: the last four bits of the last character are zero. */
export const id16 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/));
/** Identifies a message among those of its author. */
export const MESSAGE_ID = id16;
/** A chain id, key or SHA-256, 32 bytes: the last two bits of the last character are zero. */
export const digestText = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/));
/** A contact token, 82 bytes: the last two bits of the last character are zero. */
export const token = v.optional(
  v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{109}[AEIMQUYcgkosw048]$/)),
);
export const text = v.pipe(v.string(), v.check(fitsText));
/**
 * The record replaces one at the same place that the author has erased before it was acknowledged:
 * the hash of that one, which the next record names as `prev`.
 */
export const instead = v.optional(digestText);

/** What a disappearing-message timer can be set to: off, 30 s, 5 min, 1 h, 8 h, 1 d, 1 w, 4 w. */
export const TIMER_SECONDS = [0, 30, 300, 3_600, 28_800, 86_400, 604_800, 2_419_200];
/** A message disappears so many seconds after it was seen. */
export const expires = v.optional(v.picklist(TIMER_SECONDS.filter((seconds) => seconds > 0)));

/** A message that another record refers to, and the hash of the wording that its author saw. */
export const MESSAGE_REF = v.strictObject({
  author: digestText,
  id: MESSAGE_ID,
  wording: digestText,
});

/** The last record of the other side that was displayed to an author. */
export const SEEN = v.strictObject({ stream: id16, seq: count });

export function isWellFormed(text: string): boolean {
  return fromUtf8(utf8(text)) === text;
}

export function fitsText(text: string): boolean {
  const length = [...text].length;
  return length > 0 && length <= TEXT_MAX_LENGTH && isWellFormed(text);
}
