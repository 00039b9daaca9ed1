import { release } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { FileRequestBody } from '../../protocol/file-record.ts';
import {
  FILE_PART_BYTES,
  FILE_PART_SENDS_PER_DAY,
  FILE_PUSH_MAX_BYTES,
  FILE_SEND_BYTES_RATE,
  FILE_SENDS_AT_ONCE,
  FILE_WINDOW,
} from '../../protocol/limits.ts';
import type { Transaction } from '../storage/peer-store.ts';
import { padded } from './download.ts';
import type { FileContent } from './file-content.ts';
import type { FileHost } from './file-host.ts';
import { paceOf, type SendPace } from './send-pace.ts';
import { partsOf, type Transfer } from './transfer.ts';
import type { TransferRows } from './transfer-rows.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Requests for files that are not here that are answered in an hour. */
const GONE_PER_HOUR = 12;

/** A part that the peer wants. */
interface Wanted {
  readonly key: string;
  readonly id: string;
  readonly index: number;
}

/** Sends the parts of own files: those that the peer requests, and small pictures and voice messages unasked. */
export class Upload {
  readonly #host: FileHost;
  readonly #rows: TransferRows;
  readonly #content: FileContent;
  readonly #pace: SendPace;
  #wanted: Wanted[] = [];
  /** Parts that are being sent. */
  readonly #underWay = new Set<Wanted>();
  /** Parts that were counted as sent and were not: because of an earlier request, or because the relay did not take them. */
  readonly #failed = new Map<string, number[]>();
  /** Bytes that were sent unasked since the peer was last heard of. */
  #pushed = 0;
  #goneAt: number[] = [];
  readonly #tasks = new Set<Promise<void>>();

  constructor(host: FileHost, rows: TransferRows, content: FileContent) {
    this.#host = host;
    this.#rows = rows;
    this.#content = content;
    this.#pace = paceOf(host.context.client, {
      everyMs: (FILE_PART_BYTES / FILE_SEND_BYTES_RATE) * 1000,
      atOnce: FILE_SENDS_AT_ONCE,
    });
  }

  /**
   * Takes a request of the peer. A part is sent only so often a day.
   * @returns what to do once that is stored
   */
  take(tx: Transaction, { id, have, want = [] }: FileRequestBody): (() => void) | undefined {
    const { context } = this.#host;
    const key = this.#rows.keyOf({ mine: true, id });
    const transfer = tx.get('transfers', key);
    if (transfer === undefined || transfer.state === 'cancelled' || transfer.state === 'preparing')
      return () => this.#answerGone(id);
    // An older request that was delayed.
    if (transfer.state === 'complete') return undefined;
    const parts = partsOf(transfer);
    const isComplete = have >= parts;
    const state = isComplete ? 'complete' : want.length > 0 ? 'active' : 'paused';
    const indexes = isComplete ? [] : numbersIn(want).filter((index) => index < parts);
    const { sent, allowed } = this.#count(key, transfer, indexes, context.now);
    const { push: _, ...rest } = transfer;
    tx.put('transfers', key, {
      ...rest,
      state,
      told: Math.min(have, parts),
      ...(sent && { sent }),
    });
    return () => {
      this.#send(allowed.map((index) => ({ key, id, index })));
      if (allowed.length > 0) this.#rows.noteProgress(key);
      else this.#rows.noteStill(key);
      this.#run(() => this.#rows.show(key));
    };
  }

  /** The peer is there. */
  noteAlive(): void {
    this.#pushed = 0;
  }

  /** Sends small pictures and voice messages whose message the relay has. */
  work(): void {
    for (const [key, transfer] of this.#rows.all()) {
      if (transfer.mine && transfer.push === true) this.#push(key, transfer);
    }
  }

  /** Nothing more is sent of a file. */
  drop(key: string): void {
    this.#wanted = this.#wanted.filter((wanted) => wanted.key !== key);
  }

  async idle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  stop(): void {
    this.#wanted = [];
  }

  #push(key: string, transfer: Transfer): void {
    const { context, isQueued } = this.#host;
    const { id, size } = transfer;
    // Without its message in the outbox, the peer has it already, and requests what they want.
    const isLate = ![...context.store.entries('outbox').values()].some((entry) => entry.id === id);
    if (!this.#rows.isOpen || !(isLate || isQueued(id))) return;
    const isSent = !isLate && this.#pushed + size <= FILE_PUSH_MAX_BYTES;
    if (isSent) this.#pushed += size;
    const indexes = Array.from({ length: partsOf(transfer) }, (_, index) => index);
    this.#run(async () => {
      await this.#rows.change((tx) => {
        const { push, ...rest } = tx.get('transfers', key) ?? transfer;
        if (push !== true) return;
        const { sent } = this.#count(key, transfer, isSent ? indexes : [], context.now);
        tx.put('transfers', key, { ...rest, ...(sent && { sent }) });
        if (isSent)
          this.#send(
            indexes.map((index) => ({ key, id, index })),
            Infinity,
          );
      });
    });
  }

  /** Counts parts as sent. Returns those that may be sent. */
  #count(key: string, { sent: before, size }: Transfer, indexes: number[], now: number) {
    if (indexes.length === 0) return { sent: before, allowed: [] };
    const isToday = before !== undefined && now < before.since + DAY_MS && now >= before.since;
    const since = isToday ? before.since : now;
    const times = isToday
      ? [...before.times].map(Number)
      : Array.from({ length: partsOf({ size }) }, () => 0);
    for (const index of this.#failed.get(key) ?? [])
      times[index] = Math.max(0, (times[index] ?? 0) - 1);
    this.#failed.delete(key);
    const allowed = indexes.filter((index) => (times[index] ?? 0) < FILE_PART_SENDS_PER_DAY);
    for (const index of allowed) times[index] = (times[index] ?? 0) + 1;
    return { sent: { since, times: times.join('') }, allowed };
  }

  /** @param room how many may wait at a time: a peer who requests more gets no more */
  #send(parts: readonly Wanted[], room: number = FILE_WINDOW): void {
    for (const part of parts) {
      const waiting = [...this.#wanted, ...this.#underWay];
      const isKnown = waiting.some(({ key, index }) => key === part.key && index === part.index);
      if (isKnown || waiting.length >= room) this.#noteFailed(part);
      else {
        this.#wanted.push(part);
        this.#run(() => this.#pace.run(() => this.#sendNext()));
      }
    }
  }

  async #sendNext(): Promise<void> {
    const part = this.#wanted.shift();
    if (part === undefined) return;
    const { key, id, index } = part;
    const { unordered } = this.#host;
    if (!this.#rows.isOpen) return this.#noteFailed(part);
    this.#underWay.add(part);
    try {
      const data = padded(await this.#content.part(key, index), FILE_PART_BYTES);
      await unordered.send([{ type: 'file-part', id, index, data }]);
      release(data);
      this.#rows.noteProgress(key);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      // The peer requests again what does not arrive.
      for (const lost of [part, ...this.#wanted.splice(0)]) this.#noteFailed(lost);
    } finally {
      this.#underWay.delete(part);
    }
  }

  #noteFailed({ key, index }: Wanted): void {
    this.#failed.set(key, [...(this.#failed.get(key) ?? []), index]);
  }

  /** The file was deleted, or never existed. */
  #answerGone(id: string): void {
    const { context, unordered } = this.#host;
    this.#goneAt = this.#goneAt.filter((at) => at > context.now - HOUR_MS);
    if (this.#goneAt.length >= GONE_PER_HOUR || !this.#rows.isOpen) return;
    this.#goneAt.push(context.now);
    this.#run(() => unordered.send([{ type: 'file-cancel', id, reason: 'gone' }]));
  }

  #run(task: () => Promise<void>): void {
    const running: Promise<void> = task()
      .catch((error) => this.#host.context.emit({ kind: 'failed', error }))
      .finally(() => this.#tasks.delete(running));
    this.#tasks.add(running);
  }
}

const numbersIn = (ranges: readonly (readonly [number, number])[]): number[] =>
  ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
