import type { ErrorCode } from '../../protocol/errors.ts';
import type { MessageRef } from '../views.ts';

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

/** A file to send. */
export interface FileSource extends Omit<FileFacts, 'size'> {
  /** Its content. It is read in ranges, once, into sealed storage; it may be gone after `send`. */
  readonly content: Blob;
}

export interface SendFileOptions {
  /** Stands under the first file. */
  readonly caption?: string | undefined;
  /** The message that the first file answers. */
  readonly answers?: MessageRef | undefined;
  /** Copying stops, nothing is sent, and `file-unreadable` is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called while content is copied into storage. */
  readonly onProgress?:
    | ((done: { readonly bytes: number; readonly of: number }) => void)
    | undefined;
}

/**
 * The files of one conversation: `await chat.files(peer)`, which loads the code for files. References are
 * those of messages (`MessageView.ref`). An action that is not possible now has no effect. All methods
 * throw ChatError `storage-…`.
 */
export interface ConversationFiles {
  /**
   * Copies files into sealed storage and then sends a message for each, in this order. They appear in the
   * timeline when all are copied. Resolves to their references.
   * @throws ChatError `file-empty`, `file-too-large`, `file-unreadable`, `text-too-long`, `storage-full`,
   * `conversation-closed` (also before the peer has accepted), `key-changed`; then nothing is sent
   */
  send(files: readonly FileSource[], options?: SendFileOptions): Promise<readonly MessageRef[]>;
  /** Downloads a file of the peer: one that was offered, paused, refused or has failed. */
  accept(ref: MessageRef): Promise<void>;
  /** Stops a download until it is resumed, also after a reload. */
  pause(ref: MessageRef): Promise<void>;
  resume(ref: MessageRef): Promise<void>;
  /** Own file: withdraws it before it is complete. Theirs: the same as `refuse`. */
  cancel(ref: MessageRef): Promise<void>;
  /** Declines a file of the peer and deletes what has arrived of it. The peer is told. */
  refuse(ref: MessageRef): Promise<void>;
  /**
   * The whole content of a readable file, as a Blob whose `type` is empty: what it is depends on its content.
   * @throws ChatError `file-gone`
   */
  open(ref: MessageRef): Promise<Blob>;
  /** A range of the content, `end` exclusive: for example the first bytes, to learn what it is. @throws ChatError `file-gone` */
  read(ref: MessageRef, start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The content in pieces, for saving a large file. @throws ChatError `file-gone` */
  stream(ref: MessageRef): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Bytes of content that this conversation stores on this device. */
  used(): number;
}
