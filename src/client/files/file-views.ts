import type { ErrorCode } from '../../protocol/errors.ts';

/**
 * What the client offers to a screen for files. A file is a message: it appears in the timeline as a
 * `MessageView` of kind `file`, whose `text` is the caption and whose `file` is a `FileView`. Every change
 * of a transfer is published as a `message` change with the new view, at most a few times a second.
 */

/** Where a transfer is. */
export type FileState =
  /** Own file: the peer has not asked for it yet. Theirs: the user has not accepted it yet. */
  | 'offered'
  /** Accepted, but its sender is offline, or does not answer at the moment. */
  | 'waiting'
  /** Content is being transferred, in either direction. */
  | 'transferring'
  /** The receiver has paused it. */
  | 'paused'
  /** The receiver has all of it, and its hash is right. */
  | 'complete'
  /** It ended with an error: `code`. Accepting it starts it again, except after `file-too-large`. */
  | 'failed'
  /** Its sender has cancelled it. */
  | 'cancelled'
  /** Its receiver has refused it. */
  | 'refused';

/** A small picture that is shown before the file has arrived. */
export interface FilePreview {
  /** Dimensions of the whole picture or video, in pixels; 1 to 65,535. */
  readonly width: number;
  readonly height: number;
  /** A small JPEG or WebP, in base64url; at most FILE_PREVIEW_MAX_BYTES. The peer made it: decode it like any other file. */
  readonly image?: string | undefined;
}

/** What its sender says about a file. Nothing of it is trusted. */
export interface FileFacts {
  /** Without path separators, control characters and bidi controls; 1 to 255 code points. */
  readonly name: string;
  /** A MIME type such as `image/jpeg`, lower case, as its sender says. What a file is shown as depends on its content. */
  readonly type: string;
  /** Bytes, from 1. */
  readonly size: number;
  readonly preview?: FilePreview | undefined;
  /** Of audio and video: ms. */
  readonly duration?: number | undefined;
  /** Of voice messages: up to FILE_WAVEFORM_MAX levels from 0 to 63. */
  readonly waveform?: readonly number[] | undefined;
}

/** A file in the timeline. */
export interface FileView extends FileFacts {
  /** Files that were sent together share it; each is a message of its own, one after the other. */
  readonly album?: string | undefined;
  readonly state: FileState;
  /** Bytes that the receiver has; on the sender's device, as far as the receiver has told. */
  readonly transferred: number;
  /** With `failed`: `file-mismatch`, `file-gone`, `file-too-large`, `file-unreadable` or `storage-full`. */
  readonly code?: ErrorCode | undefined;
  /** Whether this device has all of the content, so that `open` works. */
  readonly isReadable: boolean;
}
