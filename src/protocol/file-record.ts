import * as v from 'valibot';
import type { Bytes } from './bytes.ts';
import {
  FILE_CAPTION_MAX_LENGTH,
  FILE_NAME_MAX_LENGTH,
  FILE_PREVIEW_MAX_BYTES,
  FILE_REQUEST_MAX_RANGES,
  FILE_WAVEFORM_MAX,
  FILE_WINDOW,
} from './limits.ts';
import {
  count,
  digestText,
  expires,
  instead,
  isWellFormed,
  MESSAGE_ID,
  MESSAGE_REF,
  range,
  SEEN,
  text,
} from './record-fields.ts';

/** The bodies of records about files. */

const dimension = v.pipe(count, v.minValue(1), v.maxValue(0xffff));
const PREVIEW_MAX_LENGTH = Math.ceil((FILE_PREVIEW_MAX_BYTES * 4) / 3);
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;

/** Whether a text is well-formed and has at most so many code points. */
const fits = (length: number) =>
  v.check((text: string) => [...text].length <= length && isWellFormed(text));

/** What its author says about a file. Nothing of it is trusted. */
export const FILE_FACTS = {
  name: v.pipe(v.string(), v.minLength(1), fits(FILE_NAME_MAX_LENGTH)),
  /** The media type (RFC 6838, section 4.2), in lower case. */
  media: v.pipe(v.string(), v.regex(MEDIA_TYPE)),
  /** Bytes. */
  size: v.pipe(count, v.minValue(1)),
  /** Dimensions of a picture or video, and a small picture of it. */
  picture: v.optional(
    v.strictObject({
      width: dimension,
      height: dimension,
      image: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+$/), v.maxLength(PREVIEW_MAX_LENGTH))),
    }),
  ),
  /** Of audio and video, ms. */
  duration: v.optional(count),
  /** Of voice messages: how loud each part of it is. */
  levels: v.optional(
    v.pipe(v.array(v.pipe(count, v.maxValue(63))), v.minLength(1), v.maxLength(FILE_WAVEFORM_MAX)),
  ),
};

/** Whether ranges (first, last) have no more numbers than the window. */
const isWindow = (ranges: readonly [number, number][]): boolean =>
  ranges.reduce((sum, [first, last]) => sum + (last < first ? Infinity : last - first + 1), 0) <=
  FILE_WINDOW;

export const FILE_BODIES = {
  /** A message that announces a file. Its content follows in parts, unordered, mostly on request. */
  file: v.strictObject({
    type: v.literal('file'),
    id: MESSAGE_ID,
    ...FILE_FACTS,
    /** SHA-256 of the `file` transcript of its content. */
    hash: digestText,
    /** The caption. */
    text: v.optional(v.pipe(text, fits(FILE_CAPTION_MAX_LENGTH))),
    /** Files with the same album were sent together. */
    album: v.optional(MESSAGE_ID),
    reply: v.optional(MESSAGE_REF),
    seen: v.optional(SEEN),
    expires,
    instead,
  }),
  /**
   * Of the receiver of a file: how many parts of it they have, and which ones they want now. With all parts,
   * it is complete; with fewer, and without a wish, it is paused.
   */
  'file-request': v.strictObject({
    type: v.literal('file-request'),
    id: MESSAGE_ID,
    have: count,
    want: v.optional(
      v.pipe(
        v.array(range),
        v.minLength(1),
        v.maxLength(FILE_REQUEST_MAX_RANGES),
        v.check((ranges) => isWindow(ranges)),
      ),
    ),
  }),
  /** A part of a file of its sender. Its content follows the JSON. */
  'file-part': v.strictObject({ type: v.literal('file-part'), id: MESSAGE_ID, index: count }),
  /**
   * A transfer ends. Of the author of a file: it was withdrawn, or is no longer there. Of its receiver: they do
   * not want it, or its content was not what the record says.
   */
  'file-cancel': v.strictObject({
    type: v.literal('file-cancel'),
    id: MESSAGE_ID,
    reason: v.picklist(['cancelled', 'gone', 'refused', 'mismatch']),
  }),
};

export type FileBody = v.InferOutput<typeof FILE_BODIES.file>;
export type FileRequestBody = v.InferOutput<(typeof FILE_BODIES)['file-request']>;
export type FilePartBody = v.InferOutput<(typeof FILE_BODIES)['file-part']> & {
  /** FILE_PART_BYTES; in the last part of a file, zeros follow its content. */
  readonly data: Bytes;
};
export type FileCancelBody = v.InferOutput<(typeof FILE_BODIES)['file-cancel']>;
/** A record about the content of a file. */
export type TransferBody = FileRequestBody | FilePartBody | FileCancelBody;
