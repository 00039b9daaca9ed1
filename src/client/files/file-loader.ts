import { sha256 } from '../../crypto/hash.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { safeFileName } from '../../protocol/file-name.ts';
import type { TransferBody } from '../../protocol/file-record.ts';
import {
  FILE_NAME_MAX_LENGTH,
  FILE_PART_BYTES,
  FILE_PART_SENDS_PER_DAY,
  FILE_PUSH_MAX_BYTES,
  FILE_REQUEST_MAX_RANGES,
  FILE_SEND_BYTES_RATE,
  FILE_SENDS_AT_ONCE,
  FILE_WINDOW,
} from '../../protocol/limits.ts';
import { decodeRecord, encodeRecord, parseText } from '../../protocol/record.ts';
import { transcript } from '../../protocol/transcript.ts';
import type { PeerContext } from '../client-context.ts';
import { lastDisplayed } from '../inbound/read-marks.ts';
import { findMessage, replyTo } from '../messages/message-lookup.ts';
import { checkConsent } from '../messages/own-changes.ts';
import { compose, composedTimeline, newId } from '../outbound/outbox.ts';
import type { UnorderedSender } from '../outbound/unordered-sender.ts';
import { Transaction } from '../storage/peer-store.ts';
import { placeKey } from '../storage/peer-tables.ts';
import type { PeerFiles } from './peer-files.ts';
import { isPending, isPushed, isReadable, partsIn, partsOf } from './transfer.ts';

/**
 * What the code for files uses of the rest of the client, without names, which would be part of the page's
 * script; file-tools.ts gives them their names. The code is loaded when the first file is sent or received;
 * modules that it imported itself would be split off the page's one script (ADR 92).
 */
const TOOLS = [
  ChatError,
  Transaction,
  sha256,
  toBase64url,
  transcript,
  safeFileName,
  parseText,
  decodeRecord,
  encodeRecord,
  lastDisplayed,
  findMessage,
  replyTo,
  checkConsent,
  compose,
  composedTimeline,
  newId,
  placeKey,
  isPushed,
  isReadable,
  partsIn,
  partsOf,
  FILE_NAME_MAX_LENGTH,
  FILE_PART_BYTES,
  FILE_PART_SENDS_PER_DAY,
  FILE_PUSH_MAX_BYTES,
  FILE_REQUEST_MAX_RANGES,
  FILE_SEND_BYTES_RATE,
  FILE_SENDS_AT_ONCE,
  FILE_WINDOW,
] as const;
export type UnnamedTools = typeof TOOLS;

/** What the code for files gets from the channel of a peer. */
export interface FileParts {
  readonly context: PeerContext;
  readonly unordered: Pick<UnorderedSender, 'send'>;
  /** Whether the relay stored an outbox entry, as far as this connection knows. */
  isQueued(id: string): boolean;
  /** There is something to send. */
  onComposed(): void;
}

/** The files of one peer. Their code is loaded when it is needed. */
export class FileLoader {
  readonly #parts: FileParts;
  #loading: Promise<PeerFiles> | undefined;
  #files: PeerFiles | undefined;

  constructor(parts: FileParts) {
    this.#parts = parts;
  }

  /** The files, once their code was loaded. */
  get loaded(): PeerFiles | undefined {
    return this.#files;
  }

  /** @throws ChatError `unavailable` when the code cannot be loaded now */
  load(): Promise<PeerFiles> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /**
   * Applies a record about the content of a file to a transaction. What follows happens in `committed`.
   * @throws ChatError `unavailable`, `storage-failed`
   */
  async take(tx: Transaction, body: TransferBody): Promise<void> {
    await (await this.load()).take(tx, body);
  }

  /** Continues transfers, if there are any. */
  work(): void {
    if (this.#files !== undefined) this.#files.work();
    else if (this.#hasWork) void this.load().then((files) => files.work(), ignoreUnavailable);
  }

  async idle(): Promise<void> {
    await this.#loading?.then((files) => files.idle(), ignoreUnavailable);
  }

  /** Also when the code is still being loaded. */
  stop(): void {
    void this.#loading?.then((files) => files.stop(), ignoreUnavailable);
  }

  get #hasWork(): boolean {
    const { store } = this.#parts.context;
    return store.isOpen && [...store.entries('transfers').values()].some(isPending);
  }

  async #load(): Promise<PeerFiles> {
    try {
      const { PeerFiles: Files } = await import('./peer-files.ts');
      this.#files = new Files(this.#parts, TOOLS);
      return this.#files;
    } catch (cause) {
      this.#loading = undefined;
      throw new ChatError('unavailable', {}, { cause });
    }
  }
}

function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof ChatError)) throw error;
}
