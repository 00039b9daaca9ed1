import { ChatError } from '../../protocol/errors.ts';
import type { FileCancelBody, TransferBody } from '../../protocol/file-record.ts';
import { FILE_PART_BYTES } from '../../protocol/limits.ts';
import type { Transaction } from '../storage/peer-store.ts';
import type { MessageRef } from '../views.ts';
import type { ConversationFiles, FileSource, SendFileOptions } from './conversation-files.ts';
import { Download } from './download.ts';
import { FileContent } from './file-content.ts';
import type { FileHost, FileParts } from './file-host.ts';
import { FileImport } from './file-import.ts';
import { isReadable, partsIn, type Transfer } from './transfer.ts';
import { TransferRows } from './transfer-rows.ts';
import { Upload } from './upload.ts';

type Owed = NonNullable<Transfer['owed']>;

/** The files of one conversation: what the user does with them, and what the peer's records mean for them. */
export class PeerFiles implements ConversationFiles {
  readonly #host: FileHost;
  readonly #rows: TransferRows;
  readonly #content: FileContent;
  readonly #import: FileImport;
  readonly #download: Download;
  readonly #upload: Upload;
  /** What follows from records that are being stored. */
  #effects: (() => void)[] = [];
  #telling: Promise<void> = Promise.resolve();
  #isTelling = false;
  /** Reports that may be lost are due again. */
  #isRepeating = true;
  #isClean = false;

  constructor(parts: FileParts) {
    const host = { ...parts, onWork: () => this.work() };
    this.#host = host;
    this.#rows = new TransferRows(host);
    this.#content = new FileContent(host);
    this.#import = new FileImport(host, this.#rows, this.#content);
    this.#download = new Download(host, this.#rows, this.#content);
    this.#upload = new Upload(host, this.#rows, this.#content);
  }

  send(
    files: readonly FileSource[],
    options: SendFileOptions = {},
  ): Promise<readonly MessageRef[]> {
    return this.#import.send(files, options);
  }

  async accept(ref: MessageRef): Promise<void> {
    const isOver = new Set<Transfer['state']>(['offered', 'paused', 'refused', 'failed']);
    await this.#change(ref, (transfer) => {
      const { code, owed: _, push: _push, ...rest } = transfer;
      if (transfer.mine || !isOver.has(transfer.state) || code === 'file-too-large')
        return undefined;
      return { ...rest, state: 'active' };
    });
  }

  async pause(ref: MessageRef): Promise<void> {
    await this.#change(ref, (transfer) => {
      const isRunning = !transfer.mine && transfer.state === 'active';
      return isRunning ? { ...transfer, state: 'paused', owed: 'progress' } : undefined;
    });
    this.#rows.noteStill(this.#rows.keyOf(ref));
  }

  async resume(ref: MessageRef): Promise<void> {
    await this.#change(ref, (transfer) => {
      const { owed: _, ...rest } = transfer;
      return !transfer.mine && transfer.state === 'paused'
        ? { ...rest, state: 'active' }
        : undefined;
    });
  }

  async cancel(ref: MessageRef): Promise<void> {
    if (!ref.mine) return this.refuse(ref);
    this.#upload.drop(this.#rows.keyOf(ref));
    await this.#change(ref, (transfer, tx, key) => {
      if (transfer.state === 'complete' || transfer.state === 'cancelled') return undefined;
      tx.parts.push([`${key}/`]);
      const { push: _, ...rest } = transfer;
      return { ...rest, state: 'cancelled', owed: 'cancelled' };
    });
  }

  async refuse(ref: MessageRef): Promise<void> {
    await this.#change(ref, (transfer, tx, key) => {
      const { mine, state, push: _, ...rest } = transfer;
      if (mine || state === 'complete' || state === 'cancelled') return undefined;
      tx.parts.push([`${key}/`]);
      return { ...rest, mine, state: 'refused', have: [], owed: 'refused' };
    });
    this.#rows.noteStill(this.#rows.keyOf(ref));
  }

  async open(ref: MessageRef): Promise<Blob> {
    const [key, transfer] = this.#readable(ref);
    return this.#content.open(key, transfer);
  }

  async read(ref: MessageRef, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const [key, { size }] = this.#readable(ref);
    return this.#content.read(key, Math.max(0, start), Math.min(size, end));
  }

  stream(ref: MessageRef): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#content.stream(...this.#readable(ref));
  }

  used(): number {
    return this.#rows
      .all()
      .filter(([, { state }]) => state !== 'cancelled')
      .reduce(
        (sum, [, { size, have }]) => sum + Math.min(size, partsIn(have) * FILE_PART_BYTES),
        0,
      );
  }

  /** Applies a record of the peer to a transaction. */
  async take(tx: Transaction, body: TransferBody): Promise<void> {
    this.#effects.push(() => this.#upload.noteAlive());
    if (body.type === 'file-part') {
      const key = await this.#download.take(tx, body);
      if (key !== undefined) this.#effects.push(() => this.#download.noteStored(key, body.index));
    } else if (body.type === 'file-request') {
      const effect = this.#upload.take(tx, body);
      if (effect !== undefined) this.#effects.push(effect);
    } else this.#takeCancel(tx, body);
  }

  /** What was taken is stored. */
  committed(): void {
    const effects = this.#effects;
    this.#effects = [];
    this.#download.isFull = false;
    for (const effect of effects) effect();
  }

  /** There was no room for what was taken. It will be taken again, without content. */
  noteFull(): void {
    this.#effects = [];
    this.#download.isFull = true;
  }

  /** Does what is due: requests, answers, reports. */
  work(): void {
    this.#download.work();
    this.#upload.work();
    if (!this.#isTelling) this.#telling = this.#tell();
  }

  /** What was requested may be lost. */
  retry(): void {
    this.#isRepeating = true;
    this.#download.retry();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#telling;
    await this.#download.idle();
    await this.#upload.idle();
  }

  stop(): void {
    this.#rows.stop();
    this.#download.stop();
    this.#upload.stop();
  }

  #takeCancel(tx: Transaction, { id, reason }: FileCancelBody): void {
    const isOfAuthor = reason === 'cancelled' || reason === 'gone';
    const key = this.#rows.keyOf({ mine: !isOfAuthor, id });
    const transfer = tx.get('transfers', key);
    if (transfer === undefined || transfer.state === 'cancelled') return;
    const { push: _, owed: _owed, ...rest } = transfer;
    if (isOfAuthor && transfer.state !== 'complete') {
      tx.parts.push([`${key}/`]);
      const code = 'file-gone' as const;
      const ended = reason === 'gone' ? { state: 'failed' as const, code } : { state: reason };
      tx.put('transfers', key, { ...rest, ...ended, have: [] });
    } else if (!isOfAuthor) {
      const code = 'file-mismatch' as const;
      const ended = reason === 'refused' ? { state: reason } : { state: 'failed' as const, code };
      tx.put('transfers', key, { ...rest, ...ended });
    }
    this.#effects.push(() => {
      this.#upload.drop(key);
      this.#rows.noteStill(key);
      this.#attempt(this.#rows.show(key));
    });
  }

  #readable(ref: MessageRef): [string, Transfer] {
    const key = this.#rows.keyOf(ref);
    const transfer = this.#rows.get(key);
    if (transfer === undefined || !isReadable(transfer)) throw new ChatError('file-gone');
    return [key, transfer];
  }

  async #change(
    ref: MessageRef,
    edit: (transfer: Transfer, tx: Transaction, key: string) => Transfer | undefined,
  ): Promise<void> {
    const key = this.#rows.keyOf(ref);
    await this.#rows.update(key, (transfer, tx) => edit(transfer, tx, key));
    this.work();
  }

  /** Tells the peer what they must know, and deletes what an interrupted copy left behind. */
  async #tell(): Promise<void> {
    const { context } = this.#host;
    this.#isTelling = true;
    try {
      if (!this.#isClean) await this.#import.removeLeftovers();
      this.#isClean = true;
      if (this.#isRepeating && this.#rows.isOpen) await this.#oweAgain();
      for (let due = this.#due; due !== undefined && this.#rows.isOpen; due = this.#due) {
        await this.#tellOne(...due);
      }
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      context.emit({ kind: 'failed', error });
    } finally {
      this.#isTelling = false;
    }
  }

  async #oweAgain(): Promise<void> {
    this.#isRepeating = false;
    const told = this.#rows.all().filter(([, { repeat, owed }]) => repeat && owed === undefined);
    for (const [key] of told) {
      await this.#rows.update(key, ({ repeat: _, ...rest }) => ({ ...rest, owed: 'progress' }));
    }
  }

  /** The first transfer of which the peer must still be told something. */
  get #due(): [key: string, transfer: Transfer & { readonly owed: Owed }] | undefined {
    for (const [key, transfer] of this.#rows.all()) {
      const { owed } = transfer;
      if (owed !== undefined) return [key, { ...transfer, owed }];
    }
    return undefined;
  }

  async #tellOne(key: string, transfer: Transfer & { readonly owed: Owed }): Promise<void> {
    const { unordered } = this.#host;
    const { id, have, owed } = transfer;
    const body: TransferBody =
      owed === 'progress'
        ? { type: 'file-request', id, have: partsIn(have) }
        : { type: 'file-cancel', id, reason: owed };
    await unordered.send([body]);
    await this.#rows.change((tx) => {
      const now = tx.get('transfers', key);
      if (now?.owed !== owed || now.state !== transfer.state) return;
      const { owed: _, ...rest } = now;
      tx.put('transfers', key, rest);
    });
  }

  #attempt(task: Promise<void>): void {
    void task.catch((error) => this.#host.context.emit({ kind: 'failed', error }));
  }
}
