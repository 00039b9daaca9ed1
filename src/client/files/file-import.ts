import { sha256 } from '../../crypto/hash.ts';
import { type Bytes, release, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { safeFileName } from '../../protocol/file-name.ts';
import type { FileBody } from '../../protocol/file-record.ts';
import { FILE_NAME_MAX_LENGTH, FILE_PART_BYTES } from '../../protocol/limits.ts';
import { decodeRecord, encodeRecord, parseText } from '../../protocol/record.ts';
import { checkConsent } from '../conversation/consent.ts';
import { lastDisplayed } from '../inbound/read-marks.ts';
import { replyTo } from '../messages/message-lookup.ts';
import { compose, composedTimeline, newId } from '../outbound/outbox.ts';
import type { Transaction } from '../storage/peer-store.ts';
import type { MessageRef } from '../views.ts';
import type { FileSource, SendFileOptions } from './conversation-files.ts';
import { type FileContent, GROUP } from './file-content.ts';
import type { FileHost } from './file-host.ts';
import { isPushed, partsOf, type Transfer } from './transfer.ts';
import type { TransferRows } from './transfer-rows.ts';

/** A file whose content is in the storage. */
interface Copied {
  readonly source: FileSource;
  readonly key: string;
  readonly transfer: Transfer;
}

/** What all files of one message have in common. */
interface Sending {
  readonly caption: string | undefined;
  readonly reply: FileBody['reply'];
  readonly album: string | undefined;
  readonly options: SendFileOptions;
}

/** Copies files into sealed storage, and composes the messages that announce them. */
export class FileImport {
  readonly #host: FileHost;
  readonly #rows: TransferRows;
  readonly #content: FileContent;
  /** The files that are being copied. */
  readonly #copying = new Set<string>();

  constructor(host: FileHost, rows: TransferRows, content: FileContent) {
    this.#host = host;
    this.#rows = rows;
    this.#content = content;
  }

  /**
   * Sends files, or none of them.
   * @throws ChatError `file-empty`, `file-too-large`, `file-unreadable`, `text-too-long`, `storage-…`,
   * `conversation-closed`, `key-changed`
   */
  async send(files: readonly FileSource[], options: SendFileOptions): Promise<MessageRef[]> {
    const { context } = this.#host;
    const caption = options.caption?.trim() ? parseText(options.caption) : undefined;
    const reply =
      options.answers && (await replyTo(context.store, options.answers, context.authors));
    const album = files.length > 1 ? newId() : undefined;
    const sending = { caption, reply, album, options };
    checkConsent(context.store.state);
    const copied: Copied[] = [];
    try {
      for (const source of files) this.#check(source, sending);
      const size = files.reduce((sum, { content }) => sum + content.size, 0);
      for (const source of files) copied.push(await this.#copy(source, copied, size, options));
      await this.#announce(copied, sending);
    } catch (error) {
      await this.#erase([...this.#copying]);
      throw error;
    } finally {
      for (const { key } of copied) this.#copying.delete(key);
    }
    this.#host.onComposed();
    return copied.map(({ transfer: { id } }) => ({ mine: true, id }));
  }

  /** Deletes what a copy left behind that was interrupted. @throws ChatError `storage-…` */
  async removeLeftovers(): Promise<void> {
    const left = this.#rows
      .all()
      .filter(([key, { state }]) => state === 'preparing' && !this.#copying.has(key));
    if (left.length > 0) await this.#erase(left.map(([key]) => key));
  }

  /** The facts about a file are checked before anything is copied. */
  #check(source: FileSource, sending: Sending): void {
    const { context } = this.#host;
    const { size } = source.content;
    if (size === 0) throw new ChatError('file-empty');
    const limit = context.client.relay.fileMaxBytes;
    if (size > limit) throw new ChatError('file-too-large', { limit });
    const id = newId();
    const hash = toBase64url(new Uint8Array(32));
    const body = this.#bodyOf(
      { source, key: '', transfer: this.#transferOf(id, size, hash) },
      sending,
    );
    const place = {
      stream: new Uint8Array(16),
      seq: 1,
      clock: 1,
      sent: 0,
      prev: new Uint8Array(32),
    };
    try {
      decodeRecord(encodeRecord({ ...place, body }));
    } catch {
      const isCaption = sending.caption !== undefined;
      throw new ChatError(isCaption ? 'text-too-long' : 'file-unreadable');
    }
  }

  #transferOf(id: string, size: number, hash: string): Transfer {
    const { context } = this.#host;
    return { mine: true, id, size, hash, state: 'preparing', at: context.now, have: [], told: 0 };
  }

  async #copy(
    source: FileSource,
    before: readonly Copied[],
    of: number,
    { signal, onProgress }: SendFileOptions,
  ): Promise<Copied> {
    const { size } = source.content;
    const id = newId();
    const key = this.#rows.keyOf({ mine: true, id });
    this.#copying.add(key);
    const transfer = this.#transferOf(id, size, '');
    // From now on, whatever interrupts this, the content is found and deleted.
    await this.#rows.change((tx) => tx.put('transfers', key, transfer));
    const parts = partsOf(transfer);
    const hashes = new Uint8Array(parts * 32);
    const done = before.reduce((sum, copied) => sum + copied.transfer.size, 0);
    for (let first = 0; first < parts; first += GROUP) {
      if (signal?.aborted) throw new ChatError('file-unreadable', {}, { cause: signal.reason });
      const bytes = await this.#read(source, first);
      hashes.set(await this.#store(key, first, bytes), first * 32);
      const copiedBytes = done + first * FILE_PART_BYTES + bytes.length;
      release(bytes);
      onProgress?.({ bytes: copiedBytes, of });
    }
    const hash = await this.#content.hashOf(size, hashes);
    return { source, key, transfer: { ...transfer, hash } };
  }

  async #read({ content }: FileSource, first: number): Promise<Bytes> {
    const start = first * FILE_PART_BYTES;
    const end = Math.min(content.size, start + GROUP * FILE_PART_BYTES);
    let bytes: Bytes;
    try {
      bytes = new Uint8Array(await content.slice(start, end).arrayBuffer());
    } catch (cause) {
      throw new ChatError('file-unreadable', {}, { cause });
    }
    if (bytes.length !== end - start) throw new ChatError('file-unreadable');
    return bytes;
  }

  /** Stores some parts. Returns their hashes. */
  async #store(key: string, first: number, bytes: Bytes): Promise<Bytes> {
    const { context } = this.#host;
    const count = Math.ceil(bytes.length / FILE_PART_BYTES);
    const hashes = new Uint8Array(count * 32);
    const sealed: [string, Bytes?][] = [];
    for (let n = 0; n < count; n++) {
      const part = bytes.subarray(n * FILE_PART_BYTES, (n + 1) * FILE_PART_BYTES);
      hashes.set(await sha256(part), n * 32);
      sealed.push([...(await context.store.sealPart(key, first + n, part))]);
    }
    await this.#rows.change((tx) => {
      tx.parts.push(...sealed);
    });
    return hashes;
  }

  /** Composes the messages, in one transaction with the transfers. */
  async #announce(copied: readonly Copied[], sending: Sending): Promise<void> {
    const { context } = this.#host;
    const announce = (tx: Transaction) => {
      checkConsent(tx.state);
      return copied.map((each, n) => {
        const { caption, reply, ...rest } = sending;
        const isFirst = n === 0;
        const own = {
          ...rest,
          caption: isFirst ? caption : undefined,
          reply: isFirst ? reply : undefined,
        };
        const body = this.#bodyOf(each, own);
        const { key, transfer } = each;
        const have: Transfer['have'] = [[0, partsOf(transfer) - 1]];
        const push = isPushed(body) ? { push: true as const } : {};
        tx.put('transfers', key, { ...transfer, state: 'offered', have, ...push });
        return compose(tx, body, context.now);
      });
    };
    await this.#rows.change(announce, (entries) => context.emitTimeline(composedTimeline(entries)));
  }

  #bodyOf({ source, transfer }: Copied, { caption, reply, album }: Sending): FileBody {
    const { context } = this.#host;
    const { timer } = context.store.state;
    const { preview: picture, duration, waveform } = source;
    const seen = lastDisplayed(context.store.state);
    const { id, size, hash } = transfer;
    return {
      ...{
        type: 'file',
        id,
        name: this.#nameOf(source),
        media: mediaOf(source),
        size,
        hash,
      },
      ...(picture && { picture: { ...picture } }),
      ...(duration !== undefined && { duration: Math.round(duration) }),
      ...(waveform && { levels: [...waveform] }),
      ...(caption !== undefined && { text: caption }),
      ...(album !== undefined && { album }),
      ...(reply && { reply }),
      ...(seen && { seen }),
      ...(timer.seconds > 0 && { expires: timer.seconds }),
    };
  }

  /** A long name keeps its end, which has the extension. */
  #nameOf({ name }: FileSource): string {
    return safeFileName([...name].slice(-FILE_NAME_MAX_LENGTH).join(''));
  }

  async #erase(keys: readonly string[]): Promise<void> {
    await this.#rows.change((tx) => {
      for (const key of keys) {
        this.#copying.delete(key);
        tx.delete('transfers', key);
        tx.parts.push([`${key}/`]);
      }
    });
  }
}

/** A browser knows no type of many files, and adds parameters to some. */
const mediaOf = ({ type }: FileSource): string =>
  type.split(';', 1)[0]?.trim().toLowerCase() || 'application/octet-stream';
