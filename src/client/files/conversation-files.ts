import type { MessageRef } from '../views.ts';
import type { FileFacts } from './file-views.ts';

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
