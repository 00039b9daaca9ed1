import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { FilePartBody, FileRequestBody } from '../../protocol/file-record.ts';
import { FILE_REQUEST_MAX_RANGES, FILE_WINDOW } from '../../protocol/limits.ts';
import type { Transaction } from '../storage/peer-store.ts';
import type { FileContent } from './file-content.ts';
import type { FileHost } from './file-host.ts';
import { partsIn, partsOf, type Transfer } from './transfer.ts';
import type { TransferRows } from './transfer-rows.ts';

/** A file that its sender may send unasked is not requested before this time has passed, ms. */
const PUSH_WAIT_MS = 3_000;
/** First and longest wait before parts that did not arrive are requested again, ms. */
const RETRY_MIN_MS = 10_000;
const RETRY_MAX_MS = 3_600_000;

type Ranges = Transfer['have'];

/** Ranges with one more number. */
export function withNumber(ranges: Ranges, number: number): Ranges {
  const before = ranges.filter(([, last]) => last < number - 1);
  const after = ranges.filter(([first]) => first > number + 1);
  const joined = ranges.filter(([first, last]) => last >= number - 1 && first <= number + 1);
  const first = Math.min(number, ...joined.map(([start]) => start));
  const last = Math.max(number, ...joined.map(([, end]) => end));
  return [...before, [first, last], ...after];
}

const has = (ranges: Ranges, number: number): boolean =>
  ranges.some(([first, last]) => first <= number && number <= last);

/** Gets the files of a peer, one after the other: it requests a window of parts, and the next as they arrive. */
export class Download {
  readonly #host: FileHost;
  readonly #rows: TransferRows;
  readonly #content: FileContent;
  /** The file that is requested now, and its parts that were requested and have not arrived. */
  #file: string | undefined;
  readonly #outstanding = new Set<number>();
  #tries = 0;
  #cancelRetry: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isAgain = false;
  /** A part did not fit into the storage. */
  isFull = false;

  constructor(host: FileHost, rows: TransferRows, content: FileContent) {
    this.#host = host;
    this.#rows = rows;
    this.#content = content;
  }

  /** Requests what is missing, or finishes what has arrived. */
  work(): void {
    this.#isAgain = true;
    this.#running ??= this.#run();
  }

  /** Requests are repeated: they, or what answered them, may be lost. */
  retry(): void {
    this.#tries = 0;
    this.#outstanding.clear();
    this.work();
  }

  /** Stores a part that belongs to an accepted download and has not arrived. Everything else is dropped. */
  async take(tx: Transaction, { id, index, data }: FilePartBody): Promise<string | undefined> {
    const key = this.#rows.keyOf({ mine: false, id });
    const transfer = tx.get('transfers', key);
    if (transfer?.state !== 'active' || transfer.mine) return undefined;
    const isWanted = index < partsOf(transfer) && !has(transfer.have, index);
    if (!isWanted) return undefined;
    if (this.isFull) {
      tx.put('transfers', key, { ...transfer, state: 'failed', code: 'storage-full' });
      return key;
    }
    const content = data.slice(0, this.#content.lengthOf(transfer, index));
    tx.parts.push(await this.#host.context.store.sealPart(key, index, content));
    tx.put('transfers', key, { ...transfer, have: withNumber(transfer.have, index) });
    return key;
  }

  /** A part of a file is stored. */
  noteStored(key: string, index: number): void {
    if (key === this.#file) this.#outstanding.delete(index);
    this.#tries = 0;
    this.#rows.noteProgress(key);
    this.work();
  }

  async idle(): Promise<void> {
    await this.#running;
  }

  stop(): void {
    this.#cancelRetry?.();
    this.#isAgain = false;
  }

  /** Ends in the same step in which it finds nothing more to do, so that no work is missed. */
  async #run(): Promise<void> {
    try {
      while (this.#isAgain) {
        this.#isAgain = false;
        await this.#tryStep();
      }
    } finally {
      this.#running = undefined;
    }
  }

  async #tryStep(): Promise<void> {
    try {
      await this.#step();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.#host.context.emit({ kind: 'failed', error });
      this.#outstanding.clear();
      this.#retryLater();
    }
  }

  /** @throws ChatError `connection-lost`, `storage-…` and others when nothing can be requested now */
  async #step(): Promise<void> {
    const { context } = this.#host;
    const next = this.#rows.all().find(([, { mine, state }]) => !mine && state === 'active');
    this.#begin(next?.[0]);
    if (next === undefined) return;
    const [key, transfer] = next;
    if (partsIn(transfer.have) === partsOf(transfer)) {
      await this.#finish(key, transfer);
      this.#isAgain = true;
      return;
    }
    if (!this.#rows.isOpen) return;
    const pushMs = transfer.push === true ? transfer.at + PUSH_WAIT_MS - context.now : 0;
    if (pushMs > 0) this.#workAfter(Math.min(pushMs, PUSH_WAIT_MS));
    else await this.#request(transfer);
  }

  #begin(key: string | undefined): void {
    if (key === this.#file) return;
    if (this.#file !== undefined) this.#rows.noteStill(this.#file);
    this.#file = key;
    this.#outstanding.clear();
    this.#tries = 0;
    this.#cancelRetry?.();
  }

  async #request(transfer: Transfer): Promise<void> {
    const { unordered } = this.#host;
    this.#retryLater();
    if (this.#outstanding.size > FILE_WINDOW / 2) return;
    const want = this.#nextWanted(transfer, FILE_WINDOW - this.#outstanding.size);
    if (want.length === 0) return;
    for (const [first, last] of want) {
      for (let index = first; index <= last; index++) this.#outstanding.add(index);
    }
    const have = partsIn(transfer.have);
    const body: FileRequestBody = { type: 'file-request', id: transfer.id, have, want };
    await unordered.send([body]);
  }

  /** The first parts that are neither here nor requested. */
  #nextWanted(transfer: Transfer, count: number): [number, number][] {
    const wanted: [number, number][] = [];
    let left = count;
    const parts = partsOf(transfer);
    for (let index = 0; index < parts && left > 0; index++) {
      const range = transfer.have.find(([first, last]) => first <= index && index <= last);
      if (range !== undefined) index = range[1];
      else if (!this.#outstanding.has(index)) {
        const last = wanted.at(-1);
        if (last?.[1] === index - 1) last[1] = index;
        else if (wanted.length === FILE_REQUEST_MAX_RANGES) return wanted;
        else wanted.push([index, index]);
        left--;
      }
    }
    return wanted;
  }

  /** All parts are here: they must have the hash that the message of the file states. */
  async #finish(key: string, transfer: Transfer): Promise<void> {
    const isRight = (await this.#content.hashStored(key, transfer)) === transfer.hash;
    await this.#rows.update(key, (now, tx) => {
      if (now.state !== 'active') return undefined;
      const { push: _, code: _code, ...rest } = now;
      if (isRight) return { ...rest, state: 'complete', owed: 'progress', repeat: true };
      tx.parts.push([`${key}/`]);
      return { ...rest, state: 'failed', code: 'file-mismatch', have: [], owed: 'mismatch' };
    });
    this.#rows.noteStill(key);
    this.#host.onWork();
  }

  #retryLater(): void {
    this.#cancelRetry?.();
    const ms = Math.min(RETRY_MIN_MS * 2 ** this.#tries, RETRY_MAX_MS);
    this.#cancelRetry = this.#host.context.client.clock.after(ms, () => {
      this.#tries++;
      this.#outstanding.clear();
      this.work();
    });
  }

  #workAfter(ms: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#host.context.client.clock.after(ms, () => this.work());
  }
}

/** The content of a part as it is sent: all parts have the same size. */
export function padded(content: Bytes, size: number): Bytes {
  if (content.length === size) return content;
  const data = new Uint8Array(size);
  data.set(content);
  return data;
}
