import { sha256 } from '../../crypto/hash.ts';
import { type Bytes, release, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { FILE_PART_BYTES } from '../../protocol/limits.ts';
import { transcript } from '../../protocol/transcript.ts';
import type { FileHost } from './file-host.ts';
import { partsOf, type Transfer } from './transfer.ts';

/** Parts that are read, or read and stored, at a time: about 1 MiB. */
export const GROUP = 16;

/** The content of files, which is stored in sealed parts. */
export class FileContent {
  readonly #host: FileHost;

  constructor(host: FileHost) {
    this.#host = host;
  }

  /** The bytes of a part of a file, without the zeros that follow the last one. */
  lengthOf({ size }: Pick<Transfer, 'size'>, index: number): number {
    return Math.min(FILE_PART_BYTES, size - index * FILE_PART_BYTES);
  }

  /** @throws ChatError `file-gone`, `storage-failed` */
  async part(key: string, index: number): Promise<Bytes> {
    const { context } = this.#host;
    const part = await context.store.part(key, index);
    if (part === undefined) throw new ChatError('file-gone');
    return part;
  }

  /** The hash of some content, in base64url. @param hashes SHA-256 of each part */
  async hashOf(size: number, hashes: Bytes): Promise<string> {
    return toBase64url(await sha256(transcript('file', size, hashes)));
  }

  /** The hash of what is stored. @throws ChatError `file-gone`, `storage-failed` */
  async hashStored(key: string, transfer: Transfer): Promise<string> {
    const parts = partsOf(transfer);
    const hashes = new Uint8Array(parts * 32);
    for (let index = 0; index < parts; index++) {
      const part = await this.part(key, index);
      hashes.set(await sha256(part), index * 32);
      release(part);
    }
    return this.hashOf(transfer.size, hashes);
  }

  /** A range, `end` exclusive. @throws ChatError `file-gone`, `storage-failed` */
  async read(key: string, start: number, end: number): Promise<Bytes> {
    const bytes = new Uint8Array(Math.max(0, end - start));
    for (let at = start; at < end; ) {
      const index = Math.floor(at / FILE_PART_BYTES);
      const from = at - index * FILE_PART_BYTES;
      const part = await this.part(key, index);
      const piece = part.subarray(from, from + end - at);
      if (piece.length === 0) return bytes.subarray(0, at - start);
      bytes.set(piece, at - start);
      at += piece.length;
      release(part);
    }
    return bytes;
  }

  /** All of it. The parts of a Blob need not stay in memory. @throws ChatError `file-gone`, `storage-failed` */
  async open(key: string, transfer: Transfer): Promise<Blob> {
    const parts = partsOf(transfer);
    const groups: Blob[] = [];
    for (let first = 0; first < parts; first += GROUP) {
      const group: Bytes[] = [];
      for (let index = first; index < Math.min(parts, first + GROUP); index++) {
        group.push(await this.part(key, index));
      }
      groups.push(new Blob(group));
      for (const part of group) release(part);
    }
    return new Blob(groups);
  }

  /** All of it, part by part. */
  stream(key: string, transfer: Transfer): ReadableStream<Bytes> {
    const parts = partsOf(transfer);
    let index = 0;
    return new ReadableStream<Bytes>({
      pull: async (controller) => {
        if (index < parts) controller.enqueue(await this.part(key, index++));
        else controller.close();
      },
    });
  }
}
